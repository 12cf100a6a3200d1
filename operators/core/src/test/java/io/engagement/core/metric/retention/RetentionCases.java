package io.engagement.core.metric.retention;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Definitions of retention on trial. */
final class RetentionCases {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  /** A start with its condition, and without. */
  private record Start(EventMatcher matcher, EventMatcher named) {}

  private static final EventMatcher VIEWED = EventMatcher.named("Product Viewed");
  private static final Condition PRO =
      new Condition("properties.plan", Condition.Operator.EQ, List.of("pro"));

  static final EventMatcher VIEWED_AS_PRO =
      new EventMatcher.Spec(List.of(), List.of("Product Viewed"), List.of(PRO));

  private static final List<Start> STARTS =
      List.of(
          new Start(VIEWED, VIEWED),
          new Start(VIEWED_AS_PRO, VIEWED),
          new Start(EventMatcher.ANY, EventMatcher.ANY),
          new Start(
              new EventMatcher.AnyOf(
                  List.of(
                      VIEWED_AS_PRO,
                      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of(PRO)))),
              new EventMatcher.AnyOf(
                  List.of(
                      VIEWED,
                      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of())))));
  private static final List<EventMatcher> RETURNS =
      List.of(EventMatcher.ANY, VIEWED, EventMatcher.named("Product Added"));

  private RetentionCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    return random(random, Counting.values()[random.nextInt(3)]);
  }

  static MetricCase random(RandomGenerator random, Counting counting) {
    List<String> breakdowns = new ArrayList<>();
    new TreeSet<>(DIMENSIONS.keySet())
        .forEach(
            name -> {
              if (random.nextInt(3) == 0) {
                breakdowns.add(name);
              }
            });
    long[] horizons = {1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS};
    Start start = STARTS.get(random.nextInt(STARTS.size()));
    List<Period> periods = RetentionFamily.PERIODS;
    return of(
        new RetentionDefinition(
            "back",
            start.matcher(),
            RETURNS.get(random.nextInt(RETURNS.size())),
            periods.get(random.nextInt(periods.size())),
            random.nextBoolean() ? 1 + random.nextInt(4) : 12,
            Cohort.values()[random.nextInt(3)],
            counting,
            random.nextBoolean() ? 1 : 2 + random.nextInt(2),
            breakdowns,
            Attribution.values()[random.nextInt(2)]),
        start.named(),
        ZoneSample.pick(random),
        random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY,
        horizons[random.nextInt(horizons.length)]);
  }

  /** In UTC, ISO weeks, a late horizon of three days. */
  static MetricCase of(RetentionDefinition definition) {
    return of("UTC", definition);
  }

  static MetricCase of(String zone, RetentionDefinition definition) {
    return of(
        definition,
        VIEWED,
        new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00")),
        DayOfWeek.MONDAY,
        LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      RetentionDefinition definition,
      EventMatcher named,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis) {
    Map<String, String> ofDefinition = new TreeMap<>(DIMENSIONS);
    ofDefinition.keySet().retainAll(definition.breakdowns());
    return new MetricCase(
        definition + " in " + sample + " weeks from " + weekStart + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> RetentionMetric.of(definition, setup),
        List.of(RetentionTable.TABLE),
        new RetentionOracle(
            definition.id(),
            sample.zone(),
            weekStart,
            event -> RawMatcher.holds(definition.start(), event),
            event -> RawMatcher.holds(named, event),
            event -> RawMatcher.holds(definition.returns(), event),
            definition.period().label(),
            definition.periods(),
            definition.cohort().name().toLowerCase(Locale.ROOT),
            definition.counting().name().toLowerCase(Locale.ROOT),
            definition.minReturns(),
            ofDefinition,
            definition.attribution().name().toLowerCase(Locale.ROOT)),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    long hour = Duration.ofHours(1).toMillis();
    long day = 24 * hour;
    return RandomHistories.around(sample)
        .longest(14)
        .event("track", "Product Viewed")
        .event("track", "Product Viewed")
        .event("track", "Product Added")
        .event("page", "Home")
        .event("track", "Page Ping")
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", java.util.Arrays.asList("free", "pro", "pro", null))
        .pauses(hour, 2 * hour, day, 2 * day, 7 * day, 30 * day);
  }
}
