package io.engagement.core.metric.lifecycle;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Definitions of lifecycle on trial. */
final class LifecycleCases {
  static final List<Period> PERIODS = List.of(Period.DAY, Period.WEEK, Period.MONTH);
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  private static final List<EventMatcher> MATCHERS =
      List.of(
          EventMatcher.ANY,
          EventMatcher.named("Product Viewed"),
          new EventMatcher.Spec(
              List.of(),
              List.of(),
              List.of(
                  new Condition("context.device.type", Condition.Operator.NE, List.of("ios")))));

  private LifecycleCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    List<Period> periods = new ArrayList<>();
    while (periods.isEmpty()) {
      PERIODS.forEach(
          period -> {
            if (random.nextBoolean()) {
              periods.add(period);
            }
          });
    }
    List<String> breakdowns = new ArrayList<>();
    new TreeSet<>(DIMENSIONS.keySet())
        .forEach(
            name -> {
              if (random.nextInt(3) == 0) {
                breakdowns.add(name);
              }
            });
    long[] horizons = {1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS};
    return of(
        new LifecycleDefinition(
            "life", MATCHERS.get(random.nextInt(MATCHERS.size())), periods, breakdowns),
        ZoneSample.pick(random),
        random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY,
        horizons[random.nextInt(horizons.length)]);
  }

  /** Any event, UTC, ISO weeks, a late horizon of three days. */
  static MetricCase of(List<Period> periods, String... breakdowns) {
    return of("UTC", DayOfWeek.MONDAY, periods, breakdowns);
  }

  static MetricCase of(
      String zone, DayOfWeek weekStart, List<Period> periods, String... breakdowns) {
    return of(
        new LifecycleDefinition("life", EventMatcher.ANY, periods, List.of(breakdowns)),
        new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00")),
        weekStart,
        LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      LifecycleDefinition definition,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis) {
    Map<String, String> ofDefinition = new TreeMap<>(DIMENSIONS);
    ofDefinition.keySet().retainAll(definition.breakdowns());
    Set<String> labels = new TreeSet<>();
    definition.periods().forEach(period -> labels.add(period.label()));
    return new MetricCase(
        definition + " in " + sample + " weeks from " + weekStart + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new LifecycleMetric(definition, setup),
        List.of(LifecycleTable.TABLE),
        new LifecycleOracle(
            definition.id(),
            sample.zone(),
            weekStart,
            labels,
            event -> RawMatcher.holds(definition.events(), event),
            ofDefinition),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    long day = Duration.ofDays(1).toMillis();
    return RandomHistories.around(sample)
        .longest(10)
        .event("track", "Product Viewed")
        .event("track", "Product Viewed")
        .event("track", "Product Added")
        .event("page", "Home")
        .event("identify", "")
        .event("track", "Page Ping")
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", java.util.Arrays.asList("free", "pro", null))
        .pauses(day, 2 * day, 6 * day, 7 * day, 14 * day, 28 * day, 31 * day, 61 * day);
  }
}
