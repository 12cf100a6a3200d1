package io.engagement.core.metric.stickiness;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.Period;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users by the number of days of a period on which they were active; or of hours or weeks. An
 * interval is active from {@code min-events} matching events on; page pings never count. Every
 * dimension value has a history of its own.
 *
 * <p>Nothing waits for time to pass. A period that the definition gets later counts from the user's
 * next event on, with the days that are still kept; one that it loses is dropped.
 */
public final class StickinessMetric implements UserMetric<StickinessState> {
  static final int LAYOUT_1 = 1;
  private static final String FAMILY = "stickiness";

  private final DefinitionKey definition;
  private final int matcher;
  private final int needed;
  private final int periods;
  private final Interval interval;
  private final StickinessCells[] cells;
  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
  private final Units units;
  private final Attendance.Kind kind = new Attendance.Kind();
  private final Slices.Taker<Attendance> taker = this::count;

  /**
   * @throws IllegalArgumentException for a period that stickiness does not have or that has only
   *     one interval, or a breakdown that is not configured
   */
  public StickinessMetric(StickinessDefinition settings, MetricSetup setup) {
    EventMatcher counted = EventMatcher.withoutPagePings(settings.events());
    this.calendar = setup.calendar();
    this.interval = settings.interval();
    this.needed = settings.minEvents();
    this.units = new Units(interval, calendar);
    this.definition = DefinitionKey.of(FAMILY, settings.id(), meaning(counted));
    this.matcher = setup.schema().matcher(counted);
    this.breakdowns = setup.breakdowns(settings.breakdowns());
    this.cells = new StickinessCells[settings.periods().size()];
    int bits = 0;
    for (int i = 0; i < cells.length; i++) {
      Period period = settings.periods().get(i);
      if (!StickinessFamily.PERIODS.contains(period) || !interval.divides(period)) {
        throw new IllegalArgumentException(
            "stickiness has no period " + period.label() + " of intervals " + interval);
      }
      cells[i] = new StickinessCells(definition, calendar, interval, needed, period);
      bits |= period.bit();
    }
    this.periods = bits;
  }

  /** Everything that changes the numbers but breakdowns and periods, which come and go alone. */
  private String meaning(EventMatcher counted) {
    return "events "
        + counted.meaning()
        + "\ninterval "
        + interval.name()
        + "\nmin events "
        + needed
        + "\n"
        + calendar.meaning();
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
  public StickinessState create() {
    return new StickinessState(Slices.create(kind, breakdowns), 0);
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(StickinessState state, UserEvent event, UserContext user) {
    countUncounted(state, user.deltas());
    state.slices.take(event, user, taker);
  }

  private void count(
      Attendance attendance,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long timeMillis = event.timeMillis;
    if (timeMillis >= attendance.fullFromMillis && timeMillis < attendance.fullToMillis) {
      return;
    }
    long unit = units.at(timeMillis);
    boolean known = attendance.full.contains(unit);
    boolean filled = !known && attendance.add(unit, needed);
    if (known || filled) {
      attendance.fullFromMillis = units.startMillis(unit);
      attendance.fullToMillis = units.endMillis(unit);
    }
    if (!known) {
      for (StickinessCells ofPeriod : cells) {
        ofPeriod.addEvent(attendance, units.day(unit), filled, breakdown, value, user.deltas());
      }
    }
  }

  @Override
  public void settle(StickinessState state, UserContext user) {
    countUncounted(state, user.deltas());
    long acceptedFrom = user.acceptedFromMillis();
    if (acceptedFrom >= state.forgetAtMillis && acceptedFrom != Long.MIN_VALUE) {
      long day = calendar.day(acceptedFrom);
      long first = day;
      for (StickinessCells ofPeriod : cells) {
        first = Math.min(first, ofPeriod.firstDayNeeded(day));
      }
      long firstFull = units.first(first);
      long firstPartial = interval == Interval.WEEK ? firstFull : units.first(day);
      state.slices.forget(
          attendance -> {
            attendance.full.removeBefore(firstFull);
            attendance.partial.removeBefore(firstPartial);
          });
      state.forgetAtMillis = calendar.startMillis(day + 1);
    }
  }

  @Override
  public void contributions(StickinessState state, UserContext user) {
    addAll(periods, state, user.deltas());
  }

  private void countUncounted(StickinessState state, DeltaBuffer deltas) {
    if (state.uncounted != 0) {
      addAll(state.uncounted, state, deltas);
      state.uncounted = 0;
    }
  }

  private void addAll(int ofPeriods, StickinessState state, DeltaBuffer deltas) {
    for (StickinessCells ofPeriod : cells) {
      if ((ofPeriods & ofPeriod.period().bit()) != 0) {
        state.slices.forEach(
            (attendance, breakdown, value) ->
                ofPeriod.addAll(attendance, breakdown, value, deltas));
      }
    }
  }

  /** Layout 1: periods counted (bits by ordinal), slices. */
  @Override
  public void write(StickinessState state, StateWriter out) {
    out.writeUnsigned(periods & ~state.uncounted);
    state.slices.write(out);
  }

  @Override
  public StickinessState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "stickiness in layout " + version + ", the newest known is " + LAYOUT_1);
    }
    int counted = in.readUnsignedInt();
    return new StickinessState(Slices.read(kind, breakdowns, in), periods & ~counted);
  }

  @Override
  public int heapBytes(StickinessState state) {
    return 32 + state.slices.heapBytes();
  }
}
