package io.engagement.core.metric.funnels;

import io.engagement.core.event.DimensionText;
import io.engagement.core.history.MomentLog;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far the reported attempt of a user and bucket came.
 *
 * @param reached steps, at least 1
 * @param millis from each step to the next, one less than {@code reached}
 * @param values by breakdown; null where the conversion does not count under it
 */
record Conversion(int reached, long[] millis, @Nullable String[] values) {

  /**
   * Of an attempt.
   *
   * @param events positions in the log, by step
   */
  static Conversion of(
      MomentLog<FunnelEvent> log, int[] events, int reached, FunnelRules rules, int breakdowns) {
    long[] millis = new long[reached - 1];
    for (int i = 0; i < millis.length; i++) {
      // Within the grace a step may be earlier than the one before: it took no time then.
      millis[i] = Math.max(0, log.get(events[i + 1]).millis - log.get(events[i]).millis);
    }
    return new Conversion(reached, millis, values(log, events, reached, rules, breakdowns));
  }

  private static @Nullable String[] values(
      MomentLog<FunnelEvent> log, int[] events, int reached, FunnelRules rules, int breakdowns) {
    if (breakdowns == 0) {
      return FunnelEvent.NO_VALUES;
    }
    int step = rules.attribution == FunnelsDefinition.LAST_STEP ? reached : rules.attribution;
    if (step > reached) {
      String[] none = new String[breakdowns];
      Arrays.fill(none, DimensionText.NONE);
      return none;
    }
    return log.get(events[step - 1]).values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Conversion that
        && reached == that.reached
        && Arrays.equals(millis, that.millis)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * reached + Arrays.hashCode(millis)) + Arrays.hashCode(values);
  }

  int heapBytes() {
    return 64 + 8 * millis.length + 60 * values.length;
  }
}
