package io.engagement.core.metric.experiments;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.Identifiers;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;

/**
 * Users by the first variant they saw of an experiment, who of them reached a goal from then on,
 * and the sum per user. Dimension values are those of the first exposure, so every user counts
 * under one. A fact for each user and experiment says the same of the user alone.
 *
 * <p>The first change to a user's goal after flushing takes back what was counted; {@link #flush}
 * adds what is true now. A late exposure moves the beginning; what the user did for goals within
 * the late horizon is kept for it, or for as long as merges of ids are restated.
 */
public final class ExperimentsMetric implements UserMetric<ExperimentsState> {
  private static final String FAMILY = "experiments";
  private static final int NO_VALUE = -1;

  /** Of how many experiments of a user something is kept: those that arrive first. */
  static final int MOST_EXPERIMENTS = 1_000;

  private final String sum;
  private final DefinitionKey definition;
  private final long restateHorizonMillis;
  private final int wanted;
  private final int exposure;
  private final int experimentSlot;
  private final int variantSlot;
  private final String[] goalIds;
  private final int[] goalMatchers;
  private final int[] goalSlots;

  /** By goal: whether it names orders, so that one that is repeated does not reach it. */
  private final boolean[] ordersReach;

  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
  private final ExperimentsLayout layout;
  private final ExperimentAssignments assignments;

  /**
   * @throws IllegalArgumentException for a breakdown that is not configured, or more than 50 goals
   */
  public ExperimentsMetric(ExperimentsDefinition settings, MetricSetup setup) {
    List<Goal> goals = settings.goals();
    if (goals.size() > ExperimentsFamily.MOST_GOALS) {
      throw new IllegalArgumentException(goals.size() + " goals are too many");
    }
    EventSchema.Builder schema = setup.schema();
    List<EventMatcher> all = new ArrayList<>(List.of(settings.exposure()));
    goals.forEach(goal -> all.add(goal.events()));
    this.sum = settings.id() + ".sum";
    this.definition = setup.key(FAMILY, settings.id(), meaning(settings));
    this.restateHorizonMillis = setup.restateHorizonMillis();
    this.wanted = schema.matcher(new EventMatcher.AnyOf(all));
    this.exposure = schema.auxiliary(settings.exposure());
    this.experimentSlot = setup.id(Vocabulary.Field.EXPERIMENT_ID);
    this.variantSlot = setup.id(Vocabulary.Field.VARIATION_ID);
    this.goalIds = goals.stream().map(Goal::id).toArray(String[]::new);
    this.goalMatchers = goals.stream().mapToInt(goal -> schema.auxiliary(goal.events())).toArray();
    this.goalSlots = new int[goals.size()];
    for (int goal = 0; goal < goalSlots.length; goal++) {
      String value = goals.get(goal).value();
      goalSlots[goal] = value == null ? NO_VALUE : schema.amount(value, goalMatchers[goal]);
    }
    List<String> orders = setup.vocabulary().names(Vocabulary.Name.ORDER_COMPLETED);
    this.ordersReach = new boolean[goals.size()];
    for (int goal = 0; goal < ordersReach.length; goal++) {
      ordersReach[goal] = goals.get(goal).events().mentions(orders);
    }
    setup.readCommerce(Commerce.Kind.ORDER);
    this.breakdowns = setup.breakdowns(settings.breakdowns());
    this.calendar = setup.calendar();
    this.layout = new ExperimentsLayout(breakdowns, goals.size());
    this.assignments = new ExperimentAssignments(settings.id(), goalIds);
  }

  /** Everything that changes the numbers but breakdowns, which come and go alone. */
  private static String meaning(ExperimentsDefinition settings) {
    StringBuilder meaning = new StringBuilder("exposure ").append(settings.exposure().meaning());
    for (Goal goal : settings.goals()) {
      meaning.append("\ngoal ").append(goal.id()).append('\n').append(goal.events().meaning());
      meaning.append(goal.value() == null ? "\ncount" : "\nvalue " + goal.value());
    }
    return meaning.toString();
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public ExperimentsState create() {
    return new ExperimentsState(new GoalLog());
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(wanted);
  }

  @Override
  public void onEvent(ExperimentsState state, UserEvent event, UserContext user) {
    if (event.matches(exposure)) {
      String experiment = Identifiers.text(event.field(experimentSlot));
      String variant = Identifiers.text(event.field(variantSlot));
      if (experiment != null && variant != null) {
        expose(state, experiment, variant, event, user.deltas());
      }
    }
    for (int goal = 0; goal < goalMatchers.length; goal++) {
      boolean isDone = event.repeatedOrder && ordersReach[goal];
      if (!isDone && event.matches(goalMatchers[goal])) {
        reach(state, goal, event, user.deltas());
      }
    }
  }

  private void expose(
      ExperimentsState state,
      String experiment,
      String variant,
      UserEvent event,
      DeltaBuffer deltas) {
    int at = state.find(experiment);
    if (at < 0) {
      if (state.participations.size() >= MOST_EXPERIMENTS) {
        return;
      }
      Participation first =
          new Participation(
              experiment,
              event.timeMillis,
              event.messageId,
              variant,
              new String[breakdowns.size()],
              goalIds.length);
      takeValues(first, event);
      state.log.addTo(first.sums, event.timeMillis, Long.MAX_VALUE);
      state.participations.add(-at - 1, first);
      state.unflushed = true;
      return;
    }
    Participation known = state.participations.get(at);
    boolean excludes = !known.isExcluded() && !variant.equals(known.variant());
    boolean begins = known.isAfter(event);
    if (excludes || begins) {
      takeBack(state, known, deltas);
      known.clearPublished();
    }
    if (excludes) {
      known.exclude();
    }
    if (begins) {
      if (!known.isExcluded()) {
        state.log.addTo(known.sums, event.timeMillis, known.timeMillis());
      }
      known.begin(event, variant);
      takeValues(known, event);
    }
  }

  private void takeValues(Participation participation, UserEvent event) {
    participation.setDay(calendar.day(event.timeMillis));
    for (int i = 0; i < breakdowns.size(); i++) {
      Object field = event.field(breakdowns.get(i).slot());
      participation.values[i] = DimensionText.cut(DimensionText.of(field));
    }
  }

  private void reach(ExperimentsState state, int goal, UserEvent event, DeltaBuffer deltas) {
    int slot = goalSlots[goal];
    long millionths = slot == NO_VALUE ? Money.ONE : GoalSum.millionths(event.field(slot));
    state.log.add(new GoalLog.Entry(event.timeMillis, goal, millionths));
    for (Participation one : state.participations) {
      if (!one.isExcluded() && event.timeMillis >= one.timeMillis()) {
        takeBack(state, one, goal, deltas);
        if (!one.sums[goal].isConverted()) {
          one.clearPublished();
        }
        one.sums[goal].add(millionths);
      }
    }
  }

  private void takeBack(ExperimentsState state, Participation one, DeltaBuffer deltas) {
    for (int goal = 0; goal < goalIds.length; goal++) {
      takeBack(state, one, goal, deltas);
    }
  }

  private void takeBack(ExperimentsState state, Participation one, int goal, DeltaBuffer deltas) {
    state.unflushed = true;
    if (one.isCounted(goal)) {
      count(one, goal, -1, deltas);
      one.clearCounted(goal);
    }
  }

  @Override
  public void flush(ExperimentsState state, UserContext user) {
    if (state.unflushed) {
      for (Participation one : state.participations) {
        for (int goal = 0; goal < goalIds.length; goal++) {
          if (!one.isCounted(goal)) {
            count(one, goal, 1, user.deltas());
            one.setCounted(goal);
          }
        }
        if (!one.isPublished()) {
          assignments.publish(one, user);
          one.setPublished();
        }
      }
      state.unflushed = false;
    }
    state.log.removeBefore(user.restatedFromMillis());
    for (Participation one : state.participations) {
      one.expire(user.restatedFromMillis());
    }
  }

  @Override
  public void merge(ExperimentsState into, ExperimentsState from, UserContext user) {
    into.merge(from);
  }

  /** When what the user did for goals can be expired. */
  @Override
  public long deadlineMillis(ExperimentsState state) {
    return state.log.isEmpty()
        ? Long.MAX_VALUE
        : UtcDay.endMillis(state.log.lastMillis()) + restateHorizonMillis;
  }

  @Override
  public void facts(ExperimentsState state, UserContext user) {
    for (Participation one : state.participations) {
      assignments.publish(one, user);
    }
  }

  @Override
  public void contributions(ExperimentsState state, UserContext user) {
    for (Participation one : state.participations) {
      for (int goal = 0; goal < goalIds.length; goal++) {
        count(one, goal, 1, user.deltas());
      }
    }
  }

  private void count(Participation one, int goal, int times, DeltaBuffer deltas) {
    if (!one.isExcluded() && !one.sums[goal].isKnown()) {
      InputWarnings.countUnknown(deltas, sum, times);
    }
    GoalColumns columns = ExperimentsTable.COLUMNS;
    columns.count(one, goal, times, key(ExperimentsTable.TABLE, one, goal, deltas).total().cell());
    for (int i = 0; i < breakdowns.size(); i++) {
      String value = one.values[i];
      if (value != null) {
        DeltaBuffer key = key(ExperimentsTable.TABLE, one, goal, deltas);
        columns.count(one, goal, times, key.dimension(breakdowns.get(i), value).cell());
      }
    }
    if (one.hasDay()) {
      DeltaBuffer key = key(ExperimentDaysTable.TABLE, one, goal, deltas);
      ExperimentDaysTable.COLUMNS.count(one, goal, times, key.number(one.day()).cell());
    }
  }

  private DeltaBuffer key(CellTable table, Participation one, int goal, DeltaBuffer deltas) {
    return deltas
        .at(table, definition)
        .text(one.experiment)
        .text(one.variant())
        .text(goalIds[goal]);
  }

  /** From 2 on a participation knows its day, from 3 on its assignment is published. */
  @Override
  public int stateVersion() {
    return ExperimentsLayout.VERSION;
  }

  @Override
  public void write(ExperimentsState state, StateWriter out) {
    layout.write(state, out);
  }

  @Override
  public ExperimentsState read(StateReader in, int version) {
    return layout.read(in, version);
  }

  @Override
  public boolean isEmpty(ExperimentsState state) {
    return state.participations.isEmpty() && state.log.isEmpty();
  }

  @Override
  public int heapBytes(ExperimentsState state) {
    int bytes = 64 + state.log.heapBytes();
    for (Participation one : state.participations) {
      bytes += one.heapBytes();
    }
    return bytes;
  }
}
