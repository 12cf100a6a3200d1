package io.engagement.core.metric.activeusers;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.Period;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Distinct users per calendar day, week and month, per rolling 7 and 30 days (one row per day, the
 * window ends with it), and per rolling 5 minutes. A user is active by at least one matching event.
 * A breakdown counts a user under each value the user had in the period; values longer than {@value
 * DimensionText#LONGEST_VALUE} chars are cut and counted as one.
 *
 * <p>Nothing waits for time to pass: an active day adds the user at once to all windows that
 * contain it, also those that end in the future.
 *
 * <p>What is kept: the days from the start of the oldest period that an accepted event could still
 * fall into, or that a rolling window ending in one could still reach back to: at most 31 days
 * before the late horizon, and per dimension value as many; minutes of the late horizon. Where ids
 * are merged, it is what a merge could still restate, not what an event could fall into.
 */
public final class ActiveUsersMetric extends SlicedMetric<Activity> {
  private static final String FAMILY = "active-users";
  private static final long HOUR_MILLIS = 3_600_000L;

  private static final Set<Period> DAY_PERIODS =
      Set.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_7D, Period.ROLLING_30D);

  private final int periods;
  private final boolean countsDays;
  private final boolean countsMinutes;
  private final ZoneCalendar calendar;
  private final ActiveUsersCells cells;

  /**
   * @throws IllegalArgumentException for a period that active users do not have, or a breakdown
   *     that is not configured
   */
  public ActiveUsersMetric(ActiveUsersDefinition settings, MetricSetup setup) {
    super(FAMILY, settings, "", new Activity.Kind(), setup);
    for (Period period : settings.periods()) {
      if (period != Period.ROLLING_5M && !DAY_PERIODS.contains(period)) {
        throw new IllegalArgumentException("active users have no period " + period.label());
      }
    }
    this.calendar = setup.calendar();
    this.periods = Period.bits(settings.periods());
    this.countsMinutes = settings.periods().contains(Period.ROLLING_5M);
    this.countsDays = settings.periods().stream().anyMatch(DAY_PERIODS::contains);
    this.cells = new ActiveUsersCells(definition(), calendar);
  }

  @Override
  protected void apply(
      Activity activity,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long timeMillis = event.timeMillis;
    if (countsDays && (timeMillis < activity.dayFromMillis || timeMillis >= activity.dayToMillis)) {
      markDay(activity, calendar.day(timeMillis), breakdown, value, user);
    }
    if (countsMinutes) {
      long minute = Math.floorDiv(timeMillis, ActiveUsersCells.MINUTE_MILLIS);
      if (minute != activity.minute) {
        markMinute(activity, minute, breakdown, value, user);
      }
    }
  }

  private void markDay(
      Activity activity, long day, @Nullable Breakdown breakdown, String value, UserContext user) {
    activity.dayFromMillis = calendar.startMillis(day);
    activity.dayToMillis = calendar.startMillis(day + 1);
    if (activity.days.add(day)) {
      long before = activity.days.before(day);
      long after = activity.days.after(day);
      cells.addDay(periods, day, before, after, breakdown, value, user.deltas());
    }
  }

  private void markMinute(
      Activity activity,
      long minute,
      @Nullable Breakdown breakdown,
      String value,
      UserContext user) {
    activity.minute = minute;
    if (activity.minutes.add(minute)) {
      long before = activity.minutes.before(minute);
      long after = activity.minutes.after(minute);
      cells.addMinute(periods, minute, before, after, breakdown, value, user.deltas());
    }
  }

  @Override
  protected Consumer<Activity> expiry(long restatedFromMillis) {
    long day = calendar.day(restatedFromMillis);
    long minute = Math.floorDiv(restatedFromMillis, ActiveUsersCells.MINUTE_MILLIS);
    long firstDay = cells.firstDayNeeded(periods, day);
    long firstMinute = ActiveUsersCells.firstMinuteNeeded(minute);
    return activity -> {
      activity.days.removeBefore(firstDay);
      activity.minutes.removeBefore(firstMinute);
    };
  }

  /** Every hour for the minutes, and where a UTC day begins, which their deadlines go by. */
  @Override
  protected long expiresAgainMillis(long restatedFromMillis) {
    long nextDay = super.expiresAgainMillis(restatedFromMillis);
    return countsMinutes && restatedFromMillis < Long.MAX_VALUE - UtcDay.MILLIS
        ? Math.min(
            Math.min(nextDay, UtcDay.endMillis(restatedFromMillis)),
            restatedFromMillis + HOUR_MILLIS)
        : nextDay;
  }

  @Override
  protected long lastDay(Activity activity) {
    long lastDay = activity.days.last();
    return activity.minutes.isEmpty()
        ? lastDay
        : Math.max(lastDay, calendar.day(activity.minutes.last() * ActiveUsersCells.MINUTE_MILLIS));
  }

  /** The minutes, as long as the windows that they count in may be restated. */
  @Override
  protected long detailUntilMillis(Activity activity) {
    return activity.minutes.isEmpty()
        ? Long.MIN_VALUE
        : ActiveUsersCells.lastWindowOf(activity.minutes.last()) * ActiveUsersCells.MINUTE_MILLIS;
  }

  /** Every day and minute that is kept: a cell counts a user once, whatever else it counted. */
  @Override
  protected void addAll(
      int ofPeriods,
      Activity activity,
      @Nullable Breakdown breakdown,
      String value,
      UserContext user) {
    cells.addAll(ofPeriods, activity, breakdown, value, user.deltas());
  }

  /** A definition that lost its last period of days, or of minutes, keeps none of them. */
  @Override
  protected void dropUnused(Slices<Activity> slices) {
    if (!countsDays || !countsMinutes) {
      slices.expire(
          activity -> {
            if (!countsDays) {
              activity.days.clear();
            }
            if (!countsMinutes) {
              activity.minutes.clear();
            }
          });
    }
  }
}
