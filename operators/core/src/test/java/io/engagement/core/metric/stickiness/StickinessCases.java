package io.engagement.core.metric.stickiness;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Definitions of stickiness on trial. */
final class StickinessCases {
  static final List<Period> PERIODS =
      List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_30D);

  private StickinessCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    Interval interval = Interval.values()[random.nextInt(3)];
    return of(
        new StickinessDefinition(
            "sticky",
            SlicedCases.events(random),
            interval,
            random.nextBoolean() ? 1 : 2 + random.nextInt(3),
            SlicedCases.periods(
                PERIODS,
                period ->
                    interval.divides(period)
                        && random.nextInt(period == Period.ROLLING_30D ? 8 : 2) == 0),
            SlicedCases.breakdowns(random, 3)),
        ZoneSample.pick(random),
        SlicedCases.weekStart(random),
        SlicedCases.lateHorizonMillis(random));
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
        SlicedCases.march(zone),
        weekStart,
        SlicedCases.LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      StickinessDefinition definition,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis) {
    long day = Duration.ofDays(1).toMillis();
    return SlicedCases.of(
        definition,
        sample,
        weekStart,
        lateHorizonMillis,
        setup -> new StickinessMetric(definition, setup),
        StickinessTable.TABLE,
        (zone, weeks, periods, active, breakdowns) ->
            new StickinessOracle(
                definition.id(),
                zone,
                weeks,
                definition.interval().name().toLowerCase(Locale.ROOT),
                definition.minEvents(),
                periods,
                active,
                breakdowns),
        SlicedCases.histories(sample, RandomHistories.DIMENSION_VALUES)
            .longest(8)
            .pauses(day / 24, day, 6 * day, 7 * day, 23 * day, 29 * day, 30 * day));
  }
}
