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
import java.util.Set;
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
 */
public final class ActiveUsersMetric implements UserMetric<ActiveUsersState> {
  private static final String FAMILY = "active-users";
  private static final long HOUR_MILLIS = 3_600_000L;

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
  private final ActiveUsersLayout layout;

  /**
   * @throws IllegalArgumentException for a period that active users do not have, or a breakdown
   *     that is not configured
   */
  public ActiveUsersMetric(ActiveUsersDefinition settings, MetricSetup setup) {
    EventMatcher counted = EventMatcher.withoutPagePings(settings.events());
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
    this.layout = new ActiveUsersLayout(periods, countsDays, countsMinutes, breakdowns);
  }

  /** Everything that changes the numbers but breakdowns and periods, which come and go alone. */
  private static String meaning(EventMatcher counted, ZoneCalendar calendar) {
    return "events " + counted.meaning() + "\n" + calendar.meaning();
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public int stateVersion() {
    return ActiveUsersLayout.LAYOUT_1;
  }

  @Override
  public ActiveUsersState create() {
    return layout.create();
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
    state.forget(
        activity -> {
          activity.days.removeBefore(firstDay);
          activity.minutes.removeBefore(firstMinute);
        });
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
    layout.write(state, out);
  }

  @Override
  public ActiveUsersState read(StateReader in, int version) {
    return layout.read(in, version);
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
