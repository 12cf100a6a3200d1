package io.engagement.core.metric.stickiness;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.Period;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
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

/** Definitions of stickiness on trial. */
final class StickinessCases {
  static final List<Period> PERIODS =
      List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_30D);
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

  private StickinessCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    Interval interval = Interval.values()[random.nextInt(3)];
    List<Period> periods = new ArrayList<>();
    while (periods.isEmpty()) {
      PERIODS.forEach(
          period -> {
            if (interval.divides(period)
                && random.nextInt(period == Period.ROLLING_30D ? 8 : 2) == 0) {
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
        new StickinessDefinition(
            "sticky",
            MATCHERS.get(random.nextInt(MATCHERS.size())),
            interval,
            random.nextBoolean() ? 1 : 2 + random.nextInt(3),
            periods,
            breakdowns),
        ZoneSample.pick(random),
        random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY,
        horizons[random.nextInt(horizons.length)]);
  }

  /** Any event, UTC, ISO weeks, a late horizon of three days. */
  static MetricCase of(
      Interval interval, int minEvents, List<Period> periods, String... breakdowns) {
    return of("UTC", DayOfWeek.MONDAY, interval, minEvents, periods, breakdowns);
  }

  static MetricCase of(
      String zone,
      DayOfWeek weekStart,
      Interval interval,
      int minEvents,
      List<Period> periods,
      String... breakdowns) {
    return of(
        new StickinessDefinition(
            "sticky", EventMatcher.ANY, interval, minEvents, periods, List.of(breakdowns)),
        new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00")),
        weekStart,
        LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      StickinessDefinition definition,
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
        setup -> new StickinessMetric(definition, setup),
        List.of(StickinessTable.TABLE),
        new StickinessOracle(
            definition.id(),
            sample.zone(),
            weekStart,
            definition.interval().name().toLowerCase(java.util.Locale.ROOT),
            definition.minEvents(),
            labels,
            event -> RawMatcher.holds(definition.events(), event),
            ofDefinition),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    long day = Duration.ofDays(1).toMillis();
    return RandomHistories.around(sample)
        .longest(8)
        .event("track", "Product Viewed")
        .event("track", "Product Viewed")
        .event("track", "Product Added")
        .event("page", "Home")
        .event("identify", "")
        .event("track", "Page Ping")
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", java.util.Arrays.asList("free", "pro", null))
        .pauses(day / 24, day, 6 * day, 7 * day, 23 * day, 29 * day, 30 * day);
  }
}
