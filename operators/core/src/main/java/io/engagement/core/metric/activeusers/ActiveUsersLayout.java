package io.engagement.core.metric.activeusers;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;

/**
 * Writes and reads the section of a user's history, also one that a definition with other periods
 * and breakdowns wrote.
 *
 * <pre>
 * layout 1:
 *   unsigned  periods counted, bits by ordinal of Period
 *   set       days, numbered by epoch day of the zone (SparseBits)
 *   set       minutes since the epoch
 *   unsigned  number of breakdowns, then each:
 *     int       key of the breakdown
 *     unsigned  number of values, then each: text, days, minutes
 * </pre>
 */
final class ActiveUsersLayout {
  static final int LAYOUT_1 = 1;

  /** The least a stored breakdown takes: its key and the number of values. */
  private static final int LEAST_BREAKDOWN_BYTES = 5;

  private final int periods;
  private final boolean countsDays;
  private final boolean countsMinutes;
  private final Breakdown[] breakdowns;

  ActiveUsersLayout(
      int periods, boolean countsDays, boolean countsMinutes, Breakdown[] breakdowns) {
    this.periods = periods;
    this.countsDays = countsDays;
    this.countsMinutes = countsMinutes;
    this.breakdowns = breakdowns;
  }

  ActiveUsersState create() {
    ValueActivities[] values = new ValueActivities[breakdowns.length];
    Arrays.setAll(values, i -> new ValueActivities());
    return new ActiveUsersState(new Activity(), values, 0);
  }

  void write(ActiveUsersState state, StateWriter out) {
    out.writeUnsigned(periods & ~state.uncounted);
    state.total.write(out);
    out.writeUnsigned(breakdowns.length);
    for (int i = 0; i < breakdowns.length; i++) {
      out.writeInt(breakdowns[i].key());
      state.breakdowns[i].write(out);
    }
  }

  ActiveUsersState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "active users in layout " + version + ", the newest known is " + LAYOUT_1);
    }
    int counted = in.readUnsignedInt();
    Activity total = Activity.read(in);
    ValueActivities[] values = new ValueActivities[breakdowns.length];
    for (int count = in.readCount(LEAST_BREAKDOWN_BYTES); count > 0; count--) {
      int key = in.readInt();
      ValueActivities read = ValueActivities.read(in);
      for (int i = 0; i < breakdowns.length; i++) {
        if (breakdowns[i].key() == key) {
          values[i] = read;
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = new ValueActivities();
      }
    }
    ActiveUsersState state = new ActiveUsersState(total, values, periods & ~counted);
    if (!countsDays || !countsMinutes) {
      state.forget(this::dropUnused);
    }
    return state;
  }

  /** A definition that lost its last period of days, or of minutes, keeps none of them. */
  private void dropUnused(Activity activity) {
    if (!countsDays) {
      activity.days.clear();
    }
    if (!countsMinutes) {
      activity.minutes.clear();
    }
  }
}
