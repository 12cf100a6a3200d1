package io.engagement.core.metric.funnels;

import io.engagement.core.metric.Period;
import java.util.Iterator;

/**
 * Forgets what no event can change or need any more, a UTC day at a time: days are closed as a
 * whole, so that the events of a day that are counted against {@link LogIntake}'s limits are all
 * there as long as another one may come.
 */
final class FunnelCloser {
  static final long DAY_MILLIS = 86_400_000L;

  private final FunnelRules rules;
  private final FunnelCounter counter;

  FunnelCloser(FunnelRules rules, FunnelCounter counter) {
    this.rules = rules;
    this.counter = counter;
  }

  /** The start of the UTC day of an instant; the ends of time stay what they are. */
  static long dayStart(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? millis
        : millis - Math.floorMod(millis, DAY_MILLIS);
  }

  /** The first start of a UTC day at or after an instant. */
  static long dayStartAtOrAfter(long millis) {
    return dayStart(millis + DAY_MILLIS - 1);
  }

  /**
   * Closes the days before one.
   *
   * @param acceptedFromMillis no event before this is to come any more
   */
  void close(FunnelState state, long acceptedFromMillis) {
    long closing = dayStart(acceptedFromMillis);
    if (closing <= state.closedBefore) {
      return;
    }
    long finalBefore = rules.finalBefore(closing);
    counter.flush(state, rules.finalBefore(state.closedBefore), finalBefore);
    compact(state, closing, finalBefore);
    state.firsts.close(closing);
    state.closedBefore = closing;
    for (Iterator<BucketRecord> records = state.buckets.iterator(); records.hasNext(); ) {
      long bucket = records.next().bucket;
      if (rules.bucket != Period.ALL && rules.completeAtMillis(bucket) <= closing) {
        records.remove();
      }
    }
  }

  /**
   * Forgets events that no attempt needs. In closed days what counts is kept, without ids; of the
   * foreign ones between two steps the first is as good as all.
   */
  private void compact(FunnelState state, long closing, long finalBefore) {
    FunnelLog log = state.log;
    boolean ends = finalBefore == Long.MIN_VALUE || finalBefore == Long.MAX_VALUE;
    int first = log.firstAtOrAfter(ends ? finalBefore : finalBefore - rules.slackMillis);
    int closed = log.firstAtOrAfter(closing);
    int kept = 0;
    boolean afterForeign = true;
    for (int at = first; at < closed; at++) {
      long bits = state.counted(at, rules);
      boolean isStep = (bits & rules.stepBits) != 0;
      boolean isForeign = !isStep && (bits & rules.foreignBit) != 0;
      if ((bits & rules.matchBits) != 0 || (isForeign && !afterForeign)) {
        log.ids[at] = FunnelLog.NO_ID;
        log.bits[at] = bits;
        if ((bits & rules.valueBits) == 0) {
          log.values[at] = FunnelLog.NO_VALUES;
        }
        log.move(at, kept++);
      }
      afterForeign = isForeign || (afterForeign && !isStep);
    }
    for (int at = closed; at < log.size(); at++) {
      log.move(at, kept++);
    }
    log.truncate(kept);
  }

  /** When the watermark lets something be forgotten though the user does nothing. */
  long deadlineMillis(FunnelState state, long lateHorizonMillis) {
    FunnelLog log = state.log;
    long neededUntil;
    if (log.size() > 0) {
      neededUntil = log.millis[log.size() - 1] + rules.windowMillis + rules.slackMillis + 1;
    } else if (rules.bucket != Period.ALL && !state.buckets.isEmpty()) {
      neededUntil = rules.completeAtMillis(state.buckets.get(state.buckets.size() - 1).bucket);
    } else {
      return Long.MAX_VALUE;
    }
    return dayStartAtOrAfter(neededUntil) + lateHorizonMillis - 1;
  }
}
