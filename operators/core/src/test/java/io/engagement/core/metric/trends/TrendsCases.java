package io.engagement.core.metric.trends;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Definitions of trends on trial. */
final class TrendsCases {
  static final List<Period> PERIODS = List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH);
  static final String PRICE = "properties.price";
  private static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  private static final List<EventMatcher> EVENTS =
      List.of(
          EventMatcher.ANY,
          EventMatcher.named("Product Viewed"),
          EventMatcher.named("Page Ping"),
          new EventMatcher.AnyOf(
              List.of(EventMatcher.named("Home"), EventMatcher.named("Order Completed"))),
          new EventMatcher.Except(EventMatcher.ANY, EventMatcher.named("Home")));

  private TrendsCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    return random(random, random.nextInt(4) == 0 ? null : PRICE);
  }

  /** Any definition with that sum. */
  static MetricCase random(RandomGenerator random, String sum) {
    List<Period> periods = new ArrayList<>(PERIODS);
    periods.removeIf(period -> random.nextInt(3) == 0);
    List<String> breakdowns = new ArrayList<>(DIMENSIONS.keySet());
    breakdowns.removeIf(name -> random.nextInt(3) == 0);
    Collections.sort(breakdowns);
    return of(
        new TrendsDefinition(
            "trend",
            EVENTS.get(random.nextInt(EVENTS.size())),
            periods.isEmpty() ? List.of(Period.DAY) : periods,
            sum,
            breakdowns),
        ZoneSample.pick(random),
        SlicedCases.weekStart(random),
        SlicedCases.lateHorizonMillis(random));
  }

  /** Prices of all events, UTC, ISO weeks, a late horizon of three days. */
  static MetricCase of(List<Period> periods, String... breakdowns) {
    return of(
        new TrendsDefinition("trend", EventMatcher.ANY, periods, PRICE, List.of(breakdowns)),
        SlicedCases.march("UTC"),
        DayOfWeek.MONDAY,
        SlicedCases.LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      TrendsDefinition definition, ZoneSample sample, DayOfWeek weekStart, long lateHorizonMillis) {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(definition.breakdowns());
    return new MetricCase(
        definition + " in " + sample + " from " + weekStart + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new TrendsFamily().metric(definition, setup),
        List.of(TrendsTable.TABLE),
        new TrendsOracle(definition, sample.zone(), weekStart, used),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    Object absent = RandomHistories.ABSENT;
    long hour = Duration.ofHours(1).toMillis();
    return RandomHistories.around(sample)
        .event("track", "Product Viewed")
        .event("track", "Product Viewed")
        .event("track", "Page Ping")
        .event("track", "Order Completed")
        .event("page", "Home")
        .event("identify", "")
        .field(
            PRICE,
            Arrays.asList(
                12L,
                -3L,
                0L,
                new BigDecimal("0.1"),
                new BigDecimal("0.0000005"),
                "9.99",
                "free",
                10_000_000_000L,
                10_000_000_001L,
                true,
                "",
                null,
                absent))
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", Arrays.asList("pro", "free", null, absent))
        .pauses(hour, 24 * hour, 7 * 24 * hour, 31 * 24 * hour);
  }
}
