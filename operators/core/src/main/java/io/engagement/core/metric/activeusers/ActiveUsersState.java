package io.engagement.core.metric.activeusers;

import java.util.function.Consumer;

/**
 * One user's section of an {@code active-users} definition.
 *
 * <p>What is kept: the days from the start of the oldest period that an accepted event could still
 * fall into, or that a rolling window ending in one could still reach back to: at most 31 days
 * before the late horizon, and per dimension value as many; minutes of the late horizon.
 */
final class ActiveUsersState {
  final Activity total;

  /** By the definition's order of breakdowns. */
  final ValueActivities[] breakdowns;

  /** Periods, as bits by ordinal, whose cells do not know the days of this state yet. */
  int uncounted;

  /** Nothing is to be forgotten until events are accepted from here on only; not written. */
  long forgetAtMillis = Long.MIN_VALUE;

  ActiveUsersState(Activity total, ValueActivities[] breakdowns, int uncounted) {
    this.total = total;
    this.breakdowns = breakdowns;
    this.uncounted = uncounted;
  }

  /** Forgets in every activity, and the dimension values that have none left. */
  void forget(Consumer<Activity> forgetting) {
    forgetting.accept(total);
    for (ValueActivities values : breakdowns) {
      values.forget(forgetting);
    }
  }
}
