package io.engagement.core.metric.activeusers;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.Period;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Distinct users per calendar day, week and month, per rolling 7 and 30 days (one row per day, the
 * window ends with it), and per rolling 5 minutes. A user is active by at least one matching event;
 * page pings never count. A breakdown counts a user under each value the user had in the period;
 * values longer than {@value DimensionText#LONGEST_VALUE} chars are cut and counted as one.
 *
 * <p>Nothing waits for time to pass: an active day adds the user at once to all windows that
 * contain it, also those that end in the future.
 *
 * <p>A breakdown or period that the definition gets later counts from the user's next event on (a
 * period, with the days that are still kept); one that it loses is dropped from the state.
 *
 * <pre>
 * state, layout 1:
 *   unsigned  periods counted, bits by ordinal of Period
 *   set       days, numbered by epoch day of the zone (SparseBits)
 *   set       minutes since the epoch
 *   unsigned  number of breakdowns, then each:
 *     int       key of the breakdown
 *     unsigned  number of values, then each: text, days, minutes
 * </pre>
 */
public final class ActiveUsersMetric implements UserMetric<ActiveUsersState> {
  private static final String FAMILY = "active-users";
  private static final String PAGE_PING = "Page Ping";
  private static final int LAYOUT_1 = 1;
  private static final long HOUR_MILLIS = 3_600_000L;

  /** The least a stored breakdown takes: its key and the number of values. */
  private static final int LEAST_BREAKDOWN_BYTES = 5;

  private static final Set<Period> DAY_PERIODS =
      Set.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_7D, Period.ROLLING_30D);

  private final DefinitionKey definition;
  private final int matcher;
  private final int periods;
  private final boolean countsDays;
  private final boolean countsMinutes;
  private final Breakdown[] breakdowns;
  private final ZoneCalendar calendar;
  private final ActiveUsersCells cells;

  /**
   * @throws IllegalArgumentException for a period that active users do not have, or a breakdown
   *     that is not configured
   */
  public ActiveUsersMetric(ActiveUsersDefinition settings, MetricSetup setup) {
    EventMatcher counted =
        new EventMatcher.Except(settings.events(), EventMatcher.named(PAGE_PING));
    for (Period period : settings.periods()) {
      if (period != Period.ROLLING_5M && !DAY_PERIODS.contains(period)) {
        throw new IllegalArgumentException("active users have no period " + period.label());
      }
    }
    this.calendar = setup.calendar();
    this.definition = DefinitionKey.of(FAMILY, settings.id(), meaning(counted, calendar));
    this.matcher = setup.schema().matcher(counted);
    this.periods = ActiveUsersCells.bits(settings.periods());
    this.countsMinutes = settings.periods().contains(Period.ROLLING_5M);
    this.countsDays = settings.periods().stream().anyMatch(DAY_PERIODS::contains);
    this.breakdowns = setup.breakdowns(settings.breakdowns()).toArray(new Breakdown[0]);
    this.cells = new ActiveUsersCells(definition, calendar);
  }

  /** Everything that changes the numbers but breakdowns and periods, which come and go alone. */
  private static String meaning(EventMatcher counted, ZoneCalendar calendar) {
    return "events "
        + counted.meaning()
        + "\nzone "
        + calendar.zone().getId()
        + "\nweeks from "
        + calendar.weekStart().name();
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public int stateVersion() {
    return LAYOUT_1;
  }

  @Override
  public ActiveUsersState create() {
    ValueActivities[] values = new ValueActivities[breakdowns.length];
    Arrays.setAll(values, i -> new ValueActivities());
    return new ActiveUsersState(new Activity(), values, 0);
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(ActiveUsersState state, UserEvent event, UserContext user) {
    if (state.uncounted != 0) {
      countUncounted(state, user.deltas());
    }
    mark(state.total, event.timeMillis, null, "", user);
    for (int i = 0; i < breakdowns.length; i++) {
      ValueActivities values = state.breakdowns[i];
      int at = values.indexOf(event.field(breakdowns[i].slot()));
      mark(values.activity(at), event.timeMillis, breakdowns[i], values.value(at), user);
    }
  }

  private void mark(
      Activity activity,
      long timeMillis,
      @Nullable Breakdown breakdown,
      String value,
      UserContext user) {
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
  public void settle(ActiveUsersState state, UserContext user) {
    if (state.uncounted != 0) {
      countUncounted(state, user.deltas());
    }
    long acceptedFrom = user.acceptedFromMillis();
    if (acceptedFrom >= state.forgetAtMillis && acceptedFrom != Long.MIN_VALUE) {
      forget(state, acceptedFrom);
    }
  }

  private void forget(ActiveUsersState state, long acceptedFromMillis) {
    long day = calendar.day(acceptedFromMillis);
    long minute = Math.floorDiv(acceptedFromMillis, ActiveUsersCells.MINUTE_MILLIS);
    long firstDay = cells.firstDayNeeded(periods, day);
    long firstMinute = ActiveUsersCells.firstMinuteNeeded(minute);
    Consumer<Activity> forgetting =
        activity -> {
          activity.days.removeBefore(firstDay);
          activity.minutes.removeBefore(firstMinute);
        };
    forgetting.accept(state.total);
    for (ValueActivities values : state.breakdowns) {
      values.forget(forgetting);
    }
    state.forgetAtMillis = calendar.startMillis(day + 1);
    if (countsMinutes && acceptedFromMillis < Long.MAX_VALUE - HOUR_MILLIS) {
      state.forgetAtMillis = Math.min(state.forgetAtMillis, acceptedFromMillis + HOUR_MILLIS);
    }
  }

  @Override
  public void contributions(ActiveUsersState state, UserContext user) {
    addAll(periods, state, user.deltas());
  }

  private void countUncounted(ActiveUsersState state, DeltaBuffer deltas) {
    addAll(state.uncounted, state, deltas);
    state.uncounted = 0;
  }

  private void addAll(int ofPeriods, ActiveUsersState state, DeltaBuffer deltas) {
    cells.addAll(ofPeriods, state.total, null, "", deltas);
    for (int i = 0; i < breakdowns.length; i++) {
      Breakdown breakdown = breakdowns[i];
      state.breakdowns[i].forEach(
          (value, activity) -> cells.addAll(ofPeriods, activity, breakdown, value, deltas));
    }
  }

  @Override
  public void write(ActiveUsersState state, StateWriter out) {
    out.writeUnsigned(periods & ~state.uncounted);
    state.total.write(out);
    out.writeUnsigned(breakdowns.length);
    for (int i = 0; i < breakdowns.length; i++) {
      out.writeInt(breakdowns[i].key());
      state.breakdowns[i].write(out);
    }
  }

  @Override
  public ActiveUsersState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "active users in layout " + version + ", the newest known is " + LAYOUT_1);
    }
    int counted = in.readUnsignedInt();
    Activity total = Activity.read(in);
    ValueActivities[] values = create().breakdowns;
    for (int count = in.readCount(LEAST_BREAKDOWN_BYTES); count > 0; count--) {
      int key = in.readInt();
      ValueActivities read = ValueActivities.read(in);
      for (int i = 0; i < breakdowns.length; i++) {
        if (breakdowns[i].key() == key) {
          values[i] = read;
        }
      }
    }
    ActiveUsersState state = new ActiveUsersState(total, values, periods & ~counted);
    if (!countsDays || !countsMinutes) {
      dropUnused(state);
    }
    return state;
  }

  /** A definition that lost its last period of days, or of minutes, keeps none of them. */
  private void dropUnused(ActiveUsersState state) {
    Consumer<Activity> dropping =
        activity -> {
          if (!countsDays) {
            activity.days.clear();
          }
          if (!countsMinutes) {
            activity.minutes.clear();
          }
        };
    dropping.accept(state.total);
    for (ValueActivities values : state.breakdowns) {
      values.forget(dropping);
    }
  }

  @Override
  public int heapBytes(ActiveUsersState state) {
    int bytes = 40 + state.total.heapBytes();
    for (ValueActivities values : state.breakdowns) {
      bytes += values.heapBytes();
    }
    return bytes;
  }
}
