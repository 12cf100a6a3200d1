package io.engagement.core.metric.retention;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users of a cohort who come back, by periods since. Index 0 is the cohort itself. Either start and
 * return must carry the same dimension value, so that every value has a history of its own, or the
 * start alone.
 *
 * <p>Nothing waits for time to pass. An earlier start that comes late takes the old cohort back and
 * adds the new one; so does a merge with another id of the same person, who belongs to one of two
 * cohorts then.
 *
 * @param <T> what is kept of a slice
 */
public final class RetentionMetric<T> implements UserMetric<RetentionState<T>> {
  private static final String FAMILY = "retention";
  private static final long HOUR_MILLIS = 3_600_000L;

  private final DefinitionKey definition;
  private final boolean single;
  private final boolean isOfStart;
  private final int start;
  private final int returns;

  /** Which events the first of decides about the only cohort. */
  private final int candidate;

  /** Whether it matters which of two events at an instant is the first. */
  private final boolean keepsId;

  /** Where every value has a history of its own; none where the start alone says the value. */
  private final List<Breakdown> breakdowns;

  private final List<Breakdown> breakdownsOfStart;
  private final CohortRules<T> rules;
  private final PeriodNumbers numbers;
  private final RetentionCells cells;

  /** Of a value that a cohort begins to count under, while {@link #cells} are of all events. */
  private final RetentionCells valueCells;

  private final boolean isMerged;
  private final long restateHorizonMillis;

  private RetentionMetric(
      RetentionDefinition settings,
      MetricSetup setup,
      PeriodNumbers numbers,
      CohortRules<T> rules) {
    this.definition = setup.key(FAMILY, settings.id(), meaning(settings, setup.calendar()));
    this.single = settings.isSingleCohort();
    this.isOfStart = settings.isOfStart();
    this.start = setup.schema().matcher(settings.start());
    this.returns = setup.schema().matcher(settings.returns());
    this.candidate =
        settings.cohort() == Cohort.FIRST_EVER
            ? setup.schema().matcher(withoutWhere(settings.start()))
            : start;
    List<Breakdown> all = setup.breakdowns(settings.breakdowns());
    this.breakdowns = isOfStart ? List.of() : all;
    this.breakdownsOfStart = isOfStart ? all : List.of();
    this.keepsId = candidate != start || isOfStart;
    this.rules = rules;
    this.numbers = numbers;
    this.cells = new RetentionCells(definition, settings, numbers);
    this.valueCells = new RetentionCells(definition, settings, numbers);
    this.isMerged = setup.restateMillis() > 0;
    this.restateHorizonMillis = setup.restateHorizonMillis();
  }

  /**
   * Makes the metric of a definition.
   *
   * @throws IllegalArgumentException for a period that retention does not have, or a breakdown that
   *     is not configured
   */
  public static UserMetric<?> of(RetentionDefinition settings, MetricSetup setup) {
    if (!RetentionFamily.PERIODS.contains(settings.period())) {
      throw new IllegalArgumentException("retention has no period " + settings.period().label());
    }
    PeriodNumbers numbers = new PeriodNumbers(settings.period(), setup.calendar());
    return settings.counting() == Counting.ROLLING
        ? new RetentionMetric<>(settings, setup, numbers, new RollingRules(settings, numbers))
        : new RetentionMetric<>(settings, setup, numbers, new CalendarRules(settings, numbers));
  }

  /** Everything that changes the numbers but breakdowns, which come and go alone. */
  private static String meaning(RetentionDefinition settings, ZoneCalendar calendar) {
    return "start "
        + settings.start().meaning()
        + "\nreturn "
        + settings.returns().meaning()
        + "\nperiod "
        + settings.period().label()
        + "\nperiods "
        + settings.periods()
        + "\ncohort "
        + settings.cohort().name()
        + "\ncounting "
        + settings.counting().name()
        + "\nmin returns "
        + settings.minReturns()
        // What was there before there was a choice keeps its key.
        + (settings.isOfStart() ? "\nvalue of start" : "")
        + "\n"
        + calendar.meaning();
  }

  /** The same types and names, whatever else the events are like. */
  private static EventMatcher withoutWhere(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.Spec spec) {
      return new EventMatcher.Spec(spec.types(), spec.names(), List.of());
    }
    if (matcher instanceof EventMatcher.AnyOf anyOf) {
      return new EventMatcher.AnyOf(
          anyOf.matchers().stream().map(RetentionMetric::withoutWhere).toList());
    }
    return matcher;
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public RetentionState<T> create() {
    return new RetentionState<>(
        Slices.create(rules, breakdowns), StartValues.create(breakdownsOfStart));
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(returns) || event.matches(start) || event.matches(candidate);
  }

  @Override
  public void onEvent(RetentionState<T> state, UserEvent event, UserContext user) {
    countUncounted(state, user);
    state.slices.apply(
        event,
        user,
        (slice, breakdown, value, applied, of) -> {
          cellsOf(state, breakdown, value, of);
          apply(slice, state.startValues, applied, of);
        });
  }

  private RetentionCells cellsOf(
      RetentionState<T> state, @Nullable Breakdown breakdown, String value, UserContext user) {
    return breakdown == null
        ? cells.ofTotal(state.startValues, user.deltas())
        : cells.of(breakdown, value, user.deltas());
  }

  private void apply(T slice, StartValues startValues, UserEvent event, UserContext user) {
    boolean over = false;
    if (single) {
      FirstEvent first = rules.first(slice);
      if (event.matches(candidate) && first.isAfter(event)) {
        boolean givesCohort = event.matches(start);
        first.set(event, keepsId ? event.messageId : "", givesCohort);
        rules.removeOnly(slice, cells);
        startValues.clear();
        if (givesCohort) {
          start(slice, startValues, event, user);
        }
      }
      // A merge may still give the user another cohort, for which the return counts.
      over = !isMerged && first.isKnown(user.acceptedFromMillis()) && !rules.hasCohorts(slice);
    } else if (event.matches(start)) {
      start(slice, startValues, event, user);
    }
    if (event.matches(returns) && !over) {
      rules.comeBack(slice, event, cells);
    }
  }

  private void start(T slice, StartValues startValues, UserEvent event, UserContext user) {
    rules.start(slice, event.timeMillis, cells);
    long cohort = numbers.of(event.timeMillis);
    startValues.add(
        cohort,
        event,
        user,
        (breakdown, value) ->
            rules.addCohort(slice, cohort, valueCells.of(breakdown, value, user.deltas())));
  }

  @Override
  public void flush(RetentionState<T> state, UserContext user) {
    countUncounted(state, user);
    long restatedFrom = user.restatedFromMillis();
    if (restatedFrom >= state.expiresAtMillis && restatedFrom != Long.MIN_VALUE) {
      state.slices.expire(slice -> expire(slice, restatedFrom));
      state.startValues.removeBefore(rules.firstCohort(state.slices.total()));
      state.expiresAtMillis =
          restatedFrom < Long.MAX_VALUE - HOUR_MILLIS ? restatedFrom + HOUR_MILLIS : Long.MAX_VALUE;
    }
  }

  private void expire(T slice, long restatedFrom) {
    rules.expire(slice, restatedFrom);
    // An id merged late may have started at the same instant under another value, in a cohort that
    // still counts.
    if (!isOfStart || !isMerged || !rules.hasCohorts(slice)) {
      rules.first(slice).expire(restatedFrom);
    }
  }

  /**
   * Where ids are merged, when the returns of a user who has gone silent can be expired: they are
   * kept for longer than the other things that expire.
   */
  @Override
  public long deadlineMillis(RetentionState<T> state) {
    long last = isMerged ? rules.lastReturnMillis(state.slices.total()) : Long.MIN_VALUE;
    return last == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : UtcDay.endMillis(last) + restateHorizonMillis + HOUR_MILLIS;
  }

  @Override
  public boolean isEmpty(RetentionState<T> state) {
    return state.slices.isEmpty() && state.startValues.isEmpty();
  }

  @Override
  public void merge(RetentionState<T> into, RetentionState<T> from, UserContext user) {
    boolean begins =
        single && rules.first(into.slices.total()).isAfter(rules.first(from.slices.total()));
    if (begins) {
      into.startValues.clear();
    }
    if (begins || !single) {
      into.startValues.addAll(from.startValues);
    }
    into.slices.merge(from.slices);
    into.uncounted = true;
  }

  @Override
  public void contributions(RetentionState<T> state, UserContext user) {
    long restatedFrom = user.restatedFromMillis();
    state.slices.forEach(
        (slice, breakdown, value) ->
            rules.contribute(slice, restatedFrom, cellsOf(state, breakdown, value, user)));
  }

  private void countUncounted(RetentionState<T> state, UserContext user) {
    if (state.uncounted) {
      contributions(state, user);
      state.uncounted = false;
    }
  }

  @Override
  public int stateVersion() {
    return Slices.LAYOUT_2;
  }

  /**
   * Layouts 1 and 2, those of the slices: slices; where the start alone says the value, then the
   * values of starts.
   */
  @Override
  public void write(RetentionState<T> state, StateWriter out) {
    state.slices.write(out);
    if (isOfStart) {
      state.startValues.write(out);
    }
  }

  @Override
  public RetentionState<T> read(StateReader in, int version) {
    Slices<T> slices = Slices.read(rules, breakdowns, version, in);
    return new RetentionState<>(
        slices,
        isOfStart
            ? StartValues.read(breakdownsOfStart, version, in)
            : StartValues.create(breakdownsOfStart));
  }

  @Override
  public int heapBytes(RetentionState<T> state) {
    return 32 + state.slices.heapBytes() + (isOfStart ? state.startValues.heapBytes() : 0);
  }
}
