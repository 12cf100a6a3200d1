package io.engagement.core.metric.activeusers;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Definitions of active users on trial. */
final class ActiveUsersCases {
  static final List<Period> PERIODS =
      List.of(
          Period.DAY,
          Period.WEEK,
          Period.MONTH,
          Period.ROLLING_7D,
          Period.ROLLING_30D,
          Period.ROLLING_5M);

  private ActiveUsersCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    return of(
        new ActiveUsersDefinition(
            "active",
            SlicedCases.events(random),
            SlicedCases.periods(PERIODS, period -> random.nextInt(3) == 0),
            SlicedCases.breakdowns(random, 2)),
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
        new ActiveUsersDefinition("active", EventMatcher.ANY, periods, List.of(breakdowns)),
        SlicedCases.march(zone),
        weekStart,
        SlicedCases.LATE_HORIZON_MILLIS);
  }

  static MetricCase of(
      ActiveUsersDefinition definition,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis) {
    return SlicedCases.of(
        definition,
        sample,
        weekStart,
        lateHorizonMillis,
        setup -> new ActiveUsersMetric(definition, setup),
        ActiveUsersTable.TABLE,
        (zone, weeks, periods, active, breakdowns) ->
            new ActiveUsersOracle(definition.id(), zone, weeks, periods, active, breakdowns),
        histories(sample));
  }

  private static RandomHistories histories(ZoneSample sample) {
    long minute = Duration.ofMinutes(1).toMillis();
    long day = Duration.ofDays(1).toMillis();
    List<Object> devices = new ArrayList<>(RandomHistories.DIMENSION_VALUES);
    devices.add("x".repeat(256));
    devices.add("x".repeat(257));
    devices.add("y".repeat(255) + "🎈");
    return SlicedCases.histories(sample, devices)
        .pauses(minute, 4 * minute, 5 * minute, day, 6 * day, 7 * day, 29 * day, 30 * day);
  }
}
