package io.engagement.core.metric.lifecycle;

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
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users by what a period is to them: the first they were ever active in (new), one after another
 * (returning), one after a pause (resurrecting), or the first of a pause (dormant, counted once).
 * Page pings make nobody active. Every dimension value has a history of its own.
 *
 * <p>Nothing waits for time to pass: an active period counts the user as dormant in the next one at
 * once, and that is taken back when they show up.
 *
 * <p>A period that the definition gets later counts from the user's next event on, with the first
 * day ever and the days that are still kept; one that it loses is dropped.
 */
public final class LifecycleMetric implements UserMetric<LifecycleState> {
  static final int LAYOUT_1 = 1;
  private static final String FAMILY = "lifecycle";

  private final DefinitionKey definition;
  private final int matcher;
  private final int periods;
  private final LifecycleCells[] cells;
  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
  private final Lifeline.Kind kind = new Lifeline.Kind();
  private final Slices.Taker<Lifeline> taker = this::mark;

  /**
   * @throws IllegalArgumentException for a period that lifecycle does not have, or a breakdown that
   *     is not configured
   */
  public LifecycleMetric(LifecycleDefinition settings, MetricSetup setup) {
    EventMatcher counted = EventMatcher.withoutPagePings(settings.events());
    this.calendar = setup.calendar();
    this.definition = DefinitionKey.of(FAMILY, settings.id(), meaning(counted, calendar));
    this.matcher = setup.schema().matcher(counted);
    this.breakdowns = setup.breakdowns(settings.breakdowns());
    this.cells = new LifecycleCells[settings.periods().size()];
    int bits = 0;
    for (int i = 0; i < cells.length; i++) {
      Period period = settings.periods().get(i);
      if (!LifecycleFamily.PERIODS.contains(period)) {
        throw new IllegalArgumentException("lifecycle has no period " + period.label());
      }
      cells[i] = new LifecycleCells(definition, calendar, period);
      bits |= period.bit();
    }
    this.periods = bits;
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
    return LAYOUT_1;
  }

  @Override
  public LifecycleState create() {
    return new LifecycleState(Slices.create(kind, breakdowns), 0);
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(LifecycleState state, UserEvent event, UserContext user) {
    countUncounted(state, user.deltas());
    state.slices.take(event, user, taker);
  }

  private void mark(
      Lifeline line,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long timeMillis = event.timeMillis;
    if (timeMillis >= line.dayFromMillis && timeMillis < line.dayToMillis) {
      return;
    }
    long day = calendar.day(timeMillis);
    line.dayFromMillis = calendar.startMillis(day);
    line.dayToMillis = calendar.startMillis(day + 1);
    if (line.days.add(day)) {
      long firstDay = line.firstDay;
      line.firstDay = Math.min(firstDay, day);
      for (LifecycleCells ofPeriod : cells) {
        ofPeriod.addDay(line, day, firstDay, breakdown, value, user.deltas());
      }
    }
  }

  @Override
  public void settle(LifecycleState state, UserContext user) {
    countUncounted(state, user.deltas());
    long acceptedFrom = user.acceptedFromMillis();
    if (acceptedFrom >= state.forgetAtMillis && acceptedFrom != Long.MIN_VALUE) {
      long day = calendar.day(acceptedFrom);
      long first = day;
      for (LifecycleCells ofPeriod : cells) {
        first = Math.min(first, ofPeriod.firstDayNeeded(day));
      }
      long firstNeeded = first;
      state.slices.forget(line -> line.days.removeBefore(firstNeeded));
      state.forgetAtMillis = calendar.startMillis(day + 1);
    }
  }

  @Override
  public void contributions(LifecycleState state, UserContext user) {
    addAll(periods, state, user.deltas());
  }

  private void countUncounted(LifecycleState state, DeltaBuffer deltas) {
    if (state.uncounted != 0) {
      addAll(state.uncounted, state, deltas);
      state.uncounted = 0;
    }
  }

  private void addAll(int ofPeriods, LifecycleState state, DeltaBuffer deltas) {
    for (LifecycleCells ofPeriod : cells) {
      if ((ofPeriods & ofPeriod.period().bit()) != 0) {
        state.slices.forEach(
            (line, breakdown, value) -> ofPeriod.addAll(line, breakdown, value, deltas));
      }
    }
  }

  /** Layout 1: periods counted (bits by ordinal), slices. */
  @Override
  public void write(LifecycleState state, StateWriter out) {
    out.writeUnsigned(periods & ~state.uncounted);
    state.slices.write(out);
  }

  @Override
  public LifecycleState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "lifecycle in layout " + version + ", the newest known is " + LAYOUT_1);
    }
    int counted = in.readUnsignedInt();
    return new LifecycleState(Slices.read(kind, breakdowns, in), periods & ~counted);
  }

  @Override
  public int heapBytes(LifecycleState state) {
    return 32 + state.slices.heapBytes();
  }
}
