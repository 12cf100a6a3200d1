package io.engagement.core.metric.experiments;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.metric.experiments.ExperimentsOracle.RawGoal;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Definitions of experiments on trial. */
final class ExperimentsCases {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  static final EventMatcher VIEWED = EventMatcher.named("Experiment Viewed");
  static final EventMatcher ORDERED = EventMatcher.named("Order Completed");
  static final Goal ORDERS = new Goal("orders", ORDERED, null);
  static final Goal REVENUE = new Goal("revenue", ORDERED, "properties.revenue");

  private static final List<Goal> GOALS =
      List.of(
          ORDERS,
          REVENUE,
          new Goal("anything", EventMatcher.ANY, "properties.revenue"),
          new Goal("exposed", VIEWED, null),
          new Goal(
              "seen",
              new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
              "properties.plan"));

  private ExperimentsCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    List<String> breakdowns = new ArrayList<>();
    for (String name : new TreeSet<>(DIMENSIONS.keySet())) {
      if (random.nextInt(3) == 0) {
        breakdowns.add(name);
      }
    }
    List<Goal> goals = new ArrayList<>();
    for (Goal goal : GOALS) {
      if (random.nextInt(3) == 0) {
        goals.add(goal);
      }
    }
    if (goals.isEmpty()) {
      goals.add(REVENUE);
    }
    long[] horizons = {1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS};
    EventMatcher exposure = random.nextInt(4) == 0 ? EventMatcher.ANY : VIEWED;
    return of(
        new ExperimentsDefinition("exp", exposure, goals, breakdowns),
        ZoneSample.pick(random),
        horizons[random.nextInt(horizons.length)]);
  }

  static MetricCase in(String zone, ExperimentsDefinition definition) {
    return of(
        definition,
        new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00")),
        LATE_HORIZON_MILLIS);
  }

  static MetricCase of(ExperimentsDefinition definition) {
    return of(definition, ZoneSample.ALL.get(0), LATE_HORIZON_MILLIS);
  }

  private static MetricCase of(
      ExperimentsDefinition definition, ZoneSample sample, long lateHorizonMillis) {
    Map<String, String> ofDefinition = new TreeMap<>(DIMENSIONS);
    ofDefinition.keySet().retainAll(definition.breakdowns());
    return new MetricCase(
        definition + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new ExperimentsMetric(definition, setup),
        List.of(ExperimentsTable.TABLE, ExperimentDaysTable.TABLE),
        new ExperimentsOracle(
            definition.id(),
            event -> RawMatcher.holds(definition.exposure(), event),
            definition.goals().stream()
                .map(
                    goal ->
                        new RawGoal(
                            goal.id(),
                            event -> RawMatcher.holds(goal.events(), event),
                            goal.value()))
                .toList(),
            ofDefinition,
            sample.zone()),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    Object absent = RandomHistories.ABSENT;
    return RandomHistories.around(sample)
        .longest(14)
        .event("track", "Experiment Viewed")
        .event("track", "Experiment Viewed")
        .event("track", "Order Completed")
        .event("track", "Order Completed")
        .event("page", "Home")
        .field("properties.experiment_id", Arrays.asList("a", "a", "b", 1L, "1", "", null, absent))
        .field(
            "properties.variation_id",
            Arrays.asList("new", "new", "new", "new", "control", true, null, absent))
        .field(
            "properties.revenue",
            Arrays.asList(
                12L,
                new BigDecimal("0.1"),
                new BigDecimal("-7.25"),
                new BigDecimal("0.0000005"),
                new BigDecimal("-0.0000005"),
                new BigDecimal("9999999999.999999"),
                " 8.50 ",
                "-3",
                "many",
                true,
                null,
                absent,
                10_000_000_000L,
                10_000_000_001L))
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", Arrays.asList("free", "pro", 3L, null))
        .pauses(1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS);
  }
}
