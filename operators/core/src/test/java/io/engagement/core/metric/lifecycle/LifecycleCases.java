package io.engagement.core.metric.lifecycle;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Definitions of lifecycle on trial. */
final class LifecycleCases {
  static final List<Period> PERIODS = List.of(Period.DAY, Period.WEEK, Period.MONTH);

  private LifecycleCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    return of(
        new LifecycleDefinition(
            "life",
            SlicedCases.events(random),
            SlicedCases.periods(PERIODS, period -> random.nextBoolean()),
            SlicedCases.breakdowns(random, 3)),
        ZoneSample.pick(random),
        SlicedCases.weekStart(random),
        SlicedCases.lateHorizonMillis(random));
  }

  /** Any event, UTC, ISO weeks, a late horizon of three days. */
  static MetricCase of(List<Period> periods, String... breakdowns) {
    return of("UTC", DayOfWeek.MONDAY, periods, breakdowns);
  }

  static MetricCase of(
      String zone, DayOfWeek weekStart, List<Period> periods, String... breakdowns) {
    return of(
        new LifecycleDefinition("life", EventMatcher.ANY, periods, List.of(breakdowns)),
        SlicedCases.march(zone),
        weekStart,
        SlicedCases.LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      LifecycleDefinition definition,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis) {
    long day = Duration.ofDays(1).toMillis();
    return SlicedCases.of(
        definition,
        sample,
        weekStart,
        lateHorizonMillis,
        setup -> new LifecycleMetric(definition, setup),
        LifecycleTable.TABLE,
        (zone, weeks, periods, active, breakdowns) ->
            new LifecycleOracle(definition.id(), zone, weeks, periods, active, breakdowns),
        SlicedCases.histories(sample, RandomHistories.DIMENSION_VALUES)
            .longest(10)
            .pauses(day, 2 * day, 6 * day, 7 * day, 14 * day, 28 * day, 31 * day, 61 * day));
  }
}
