package io.engagement.core.metric.activeusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Section 5 of the definitions, sentence by sentence. */
class ActiveUsersMetricTest {
  private static final List<Period> DAY = List.of(Period.DAY);
  private static final String PLATFORM_PATH = "context.device.type";

  @Test
  void aDayWeekAndMonthCountDistinctUsers() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(List.of(Period.DAY, Period.WEEK, Period.MONTH)),
            seen("2024-03-05T10:00:00Z").by("ann"),
            seen("2024-03-05T11:00:00Z").by("ann"),
            seen("2024-03-05T12:00:00Z").by("bob"),
            seen("2024-03-06T12:00:00Z").by("ann"));
    assertThat(users(rows, "day")).isEqualTo(Map.of("2024-03-05", 2L, "2024-03-06", 1L));
    assertThat(users(rows, "week")).isEqualTo(Map.of("2024-03-04", 2L));
    assertThat(users(rows, "month")).isEqualTo(Map.of("2024-03-01", 2L));
  }

  @Test
  void aRollingWeekEndsWithAndIncludesItsDay() {
    PublishedRows rows =
        rows(ActiveUsersCases.of(List.of(Period.ROLLING_7D)), seen("2024-02-27T23:59:59.999Z"));
    assertThat(users(rows, "rolling_7d").keySet())
        .containsExactly(
            "2024-02-27",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-03-02",
            "2024-03-03",
            "2024-03-04");
  }

  @Test
  void aRollingMonthIsThirtyDays() {
    PublishedRows rows =
        rows(ActiveUsersCases.of(List.of(Period.ROLLING_30D)), seen("2024-03-01T00:00:00Z"));
    assertThat(users(rows, "rolling_30d")).hasSize(30).containsKeys("2024-03-01", "2024-03-30");
  }

  @Test
  void aRollingWindowHasARowOnDaysWithoutEventsUntilItIsEmpty() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(List.of(Period.ROLLING_7D)),
            seen("2024-03-01T12:00:00Z").by("ann"),
            seen("2024-03-03T12:00:00Z").by("bob"),
            seen("2024-03-20T12:00:00Z").by("ann"));
    assertThat(users(rows, "rolling_7d"))
        .hasSize(9 + 7)
        .containsEntry("2024-03-02", 1L)
        .containsEntry("2024-03-03", 2L)
        .containsEntry("2024-03-07", 2L)
        .containsEntry("2024-03-08", 1L)
        .containsEntry("2024-03-09", 1L)
        .doesNotContainKeys("2024-03-10", "2024-03-19")
        .containsEntry("2024-03-20", 1L);
  }

  @Test
  void aLateDayAddsTheUserOnlyToWindowsWithoutThem() {
    MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(List.of(Period.ROLLING_7D)));
    run.accept(seen("2024-03-10T12:00:00Z"));
    assertThat(run.flush()).isEqualTo(7);
    run.accept(seen("2024-03-08T12:00:00Z"));
    assertThat(run.flush()).as("windows of the 8th and the 9th").isEqualTo(2);
    run.accept(seen("2024-03-09T12:00:00Z"));
    assertThat(run.flush()).isZero();
  }

  @Test
  void aFurtherEventOfTheDayChangesNothing() {
    MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform"));
    run.acceptAll(seen("2024-03-10T12:00:00Z").with(PLATFORM_PATH, "ios"));
    run.accept(seen("2024-03-10T12:00:01Z").with(PLATFORM_PATH, "ios"));
    assertThat(run.flush()).isZero();
    run.accept(seen("2024-03-10T12:01:00Z").with(PLATFORM_PATH, "ios"));
    assertThat(run.flush()).as("one more minute, of the total and of ios").isEqualTo(2);
  }

  @Test
  void aRollingFiveMinutesEndsWithItsMinute() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of("Europe/Berlin", DayOfWeek.MONDAY, List.of(Period.ROLLING_5M)),
            seen("2024-03-01T12:00:59.999Z").by("ann"),
            seen("2024-03-01T12:04:00Z").by("ann"),
            seen("2024-03-01T12:04:00Z").by("bob"));
    assertThat(users(rows, "rolling_5m"))
        .hasSize(9)
        .doesNotContainKeys("2024-03-01T11:59:00Z", "2024-03-01T12:09:00Z")
        .containsEntry("2024-03-01T12:00:00Z", 1L)
        .containsEntry("2024-03-01T12:03:00Z", 1L)
        .containsEntry("2024-03-01T12:04:00Z", 2L)
        .containsEntry("2024-03-01T12:08:00Z", 2L);
  }

  @Test
  void aDayOfTwentyThreeHoursEndsAnHourEarlier() {
    assertThat(dayIn("Europe/Berlin", "2024-03-30T22:59:59.999Z")).isEqualTo("2024-03-30");
    assertThat(dayIn("Europe/Berlin", "2024-03-30T23:00:00Z")).isEqualTo("2024-03-31");
    assertThat(dayIn("Europe/Berlin", "2024-03-31T21:59:59.999Z")).isEqualTo("2024-03-31");
    assertThat(dayIn("Europe/Berlin", "2024-03-31T22:00:00Z")).isEqualTo("2024-04-01");
  }

  @Test
  void aDayOfTwentyFiveHoursEndsAnHourLater() {
    assertThat(dayIn("Europe/Berlin", "2024-10-26T21:59:59.999Z")).isEqualTo("2024-10-26");
    assertThat(dayIn("Europe/Berlin", "2024-10-26T22:00:00Z")).isEqualTo("2024-10-27");
    assertThat(dayIn("Europe/Berlin", "2024-10-27T22:59:59.999Z")).isEqualTo("2024-10-27");
    assertThat(dayIn("Europe/Berlin", "2024-10-27T23:00:00Z")).isEqualTo("2024-10-28");
  }

  @Test
  void aDayWithoutMidnightStartsAfterTheGap() {
    assertThat(dayIn("America/Sao_Paulo", "2018-11-04T02:59:59.999Z")).isEqualTo("2018-11-03");
    assertThat(dayIn("America/Sao_Paulo", "2018-11-04T03:00:00Z")).isEqualTo("2018-11-04");
  }

  @Test
  void aDayWithTwoMidnightsStartsAtTheEarlier() {
    assertThat(dayIn("America/Havana", "2024-11-03T03:59:59.999Z")).isEqualTo("2024-11-02");
    assertThat(dayIn("America/Havana", "2024-11-03T04:00:00Z")).isEqualTo("2024-11-03");
    assertThat(dayIn("America/Havana", "2024-11-03T05:00:00Z")).isEqualTo("2024-11-03");
  }

  @Test
  void aDayGoesOnWhenTheClockFallsBackBehindItsMidnight() {
    assertThat(dayIn("America/St_Johns", "2010-11-07T02:29:59.999Z")).isEqualTo("2010-11-06");
    assertThat(dayIn("America/St_Johns", "2010-11-07T02:30:00Z")).isEqualTo("2010-11-07");
    // 23:01 of the 6th on the clock, for the second time.
    assertThat(dayIn("America/St_Johns", "2010-11-07T02:31:00Z")).isEqualTo("2010-11-07");
  }

  @Test
  void aDayThatTheZoneSkippedHasNoEventsButARollingRow() {
    assertThat(dayIn("Pacific/Apia", "2011-12-30T09:59:59.999Z")).isEqualTo("2011-12-29");
    assertThat(dayIn("Pacific/Apia", "2011-12-30T10:00:00Z")).isEqualTo("2011-12-31");
    PublishedRows rows =
        rows(
            ActiveUsersCases.of("Pacific/Apia", DayOfWeek.MONDAY, List.of(Period.ROLLING_7D)),
            seen("2011-12-30T09:59:59.999Z"));
    assertThat(users(rows, "rolling_7d")).containsKeys("2011-12-30", "2012-01-04").hasSize(7);
  }

  @Test
  void weeksStartOnMondayOrOnSunday() {
    RawEvent saturday = seen("2024-03-02T12:00:00Z").by("ann");
    RawEvent sunday = seen("2024-03-03T12:00:00Z").by("bob");
    RawEvent monday = seen("2024-03-04T12:00:00Z").by("cid");
    List<Period> week = List.of(Period.WEEK);
    assertThat(users(rows(ActiveUsersCases.of(week), saturday, sunday, monday), "week"))
        .isEqualTo(Map.of("2024-02-26", 2L, "2024-03-04", 1L));
    MetricCase sundays = ActiveUsersCases.of("UTC", DayOfWeek.SUNDAY, week);
    assertThat(users(rows(sundays, saturday, sunday, monday), "week"))
        .isEqualTo(Map.of("2024-02-25", 1L, "2024-03-03", 2L));
  }

  @Test
  void monthsEndWhereTheCalendarSaysSo() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(List.of(Period.MONTH)),
            seen("2023-02-28T23:59:59.999Z"),
            seen("2024-02-29T23:59:59.999Z"),
            seen("2024-03-01T00:00:00Z"),
            seen("2024-03-31T23:59:59.999Z"),
            seen("2024-12-31T23:59:59.999Z"),
            seen("2025-01-01T00:00:00Z"));
    assertThat(users(rows, "month").keySet())
        .containsExactlyInAnyOrder(
            "2023-02-01", "2024-02-01", "2024-03-01", "2024-12-01", "2025-01-01");
  }

  @Test
  void pagePingsNeverCount() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(DAY),
            RawEvent.track("Page Ping").at("2024-03-01T12:00:00Z"),
            RawEvent.page("Page Ping").at("2024-03-02T12:00:00Z"),
            RawEvent.of("screen", "Page Ping").at("2024-03-03T12:00:00Z"),
            RawEvent.track("Page Pinged").at("2024-03-04T12:00:00Z"),
            RawEvent.of("identify", "").at("2024-03-05T12:00:00Z"));
    assertThat(users(rows, "day").keySet()).containsExactlyInAnyOrder("2024-03-04", "2024-03-05");
  }

  @Test
  void aBreakdownCountsAUserUnderEachValueTheyHadInThePeriod() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(List.of(Period.DAY, Period.WEEK), "platform"),
            seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "ios"),
            seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, "web"),
            seen("2024-03-05T12:00:00Z").with(PLATFORM_PATH, "ios"),
            seen("2024-03-06T12:00:00Z").with(PLATFORM_PATH, "web"));
    assertThat(users(rows, "day")).isEqualTo(Map.of("2024-03-05", 1L, "2024-03-06", 1L));
    assertThat(platform(rows, "day", "ios")).isEqualTo(Map.of("2024-03-05", 1L));
    assertThat(platform(rows, "day", "web")).isEqualTo(Map.of("2024-03-05", 1L, "2024-03-06", 1L));
    assertThat(platform(rows, "week", "ios")).isEqualTo(Map.of("2024-03-04", 1L));
    assertThat(platform(rows, "week", "web")).isEqualTo(Map.of("2024-03-04", 1L));
  }

  @Test
  void everyDimensionValueHasARollingHistoryOfItsOwn() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(List.of(Period.ROLLING_7D), "platform"),
            seen("2024-03-01T10:00:00Z").with(PLATFORM_PATH, "ios"),
            seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, "web"));
    assertThat(platform(rows, "rolling_7d", "ios")).hasSize(7).containsKey("2024-03-07");
    assertThat(platform(rows, "rolling_7d", "web")).hasSize(7).containsKey("2024-03-11");
    assertThat(users(rows, "rolling_7d")).hasSize(11);
  }

  @Test
  void absentNullAndEmptyValuesAreNone() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(DAY, "platform"),
            seen("2024-03-05T10:00:00Z").by("ann"),
            seen("2024-03-05T10:00:00Z").by("bob").with(PLATFORM_PATH, null),
            seen("2024-03-05T10:00:00Z").by("cid").with(PLATFORM_PATH, ""));
    assertThat(platform(rows, "day", "(none)")).isEqualTo(Map.of("2024-03-05", 3L));
  }

  @Test
  void valuesCountByTheirTextWhateverTheirJsonType() {
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(DAY, "platform"),
            seen("2024-03-05T10:00:00Z").by("ann").with(PLATFORM_PATH, true),
            seen("2024-03-05T10:00:00Z").by("ann").with(PLATFORM_PATH, "true"),
            seen("2024-03-05T10:00:00Z").by("bob").with(PLATFORM_PATH, 7L),
            seen("2024-03-05T10:00:00Z").by("bob").with(PLATFORM_PATH, "7"),
            seen("2024-03-05T10:00:00Z").by("cid").with(PLATFORM_PATH, List.of("a", 1L)));
    assertThat(platform(rows, "day", "true")).containsValue(1L);
    assertThat(platform(rows, "day", "7")).containsValue(1L);
    assertThat(platform(rows, "day", "[\"a\",1]")).containsValue(1L);
  }

  @Test
  void valuesLongerThanTheLimitAreCutOutsideOfSurrogatePairs() {
    String atLimit = "x".repeat(256);
    PublishedRows rows =
        rows(
            ActiveUsersCases.of(DAY, "platform"),
            seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, atLimit),
            seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, atLimit + "y"),
            seen("2024-03-05T12:00:00Z").with(PLATFORM_PATH, "z".repeat(255) + "\uD83C\uDF88"));
    assertThat(platform(rows, "day", atLimit)).containsValue(1L);
    assertThat(platform(rows, "day", "z".repeat(255))).containsValue(1L);
    assertThat(rows.size()).isEqualTo(3);
  }

  @Test
  void aRowIsCompleteWhenTheWatermarkHasPassedItsEnd() {
    MetricRun<?> run =
        MetricRun.of(
            ActiveUsersCases.of(
                "Europe/Berlin", DayOfWeek.MONDAY, List.of(Period.DAY, Period.MONTH)));
    run.acceptAll(seen("2024-03-31T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-31T21:59:59.999Z").toEpochMilli());
    assertThat(run.rows().values("active_users", "active", "day", "2024-03-31", "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-31T22:00:00Z").toEpochMilli());
    assertThat(run.rows().values("active_users", "active", "day", "2024-03-31", "", ""))
        .containsExactly(1L, true);
    assertThat(run.rows().values("active_users", "active", "month", "2024-03-01", "", ""))
        .containsExactly(1L, true);
  }

  @Test
  void aRollingRowIsCompleteWithItsLastDayOrMinute() {
    MetricRun<?> run =
        MetricRun.of(ActiveUsersCases.of(List.of(Period.ROLLING_7D, Period.ROLLING_5M)));
    run.acceptAll(seen("2024-03-05T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-05T12:02:59.999Z").toEpochMilli());
    String minute = "2024-03-05T12:02:00Z";
    assertThat(run.rows().values("active_users", "active", "rolling_5m", minute, "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-05T12:03:00Z").toEpochMilli());
    assertThat(run.rows().values("active_users", "active", "rolling_5m", minute, "", ""))
        .containsExactly(1L, true);
    run.advanceTo(Instant.parse("2024-03-06T23:59:59.999Z").toEpochMilli());
    assertThat(run.rows().values("active_users", "active", "rolling_7d", "2024-03-06", "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-07T00:00:00Z").toEpochMilli());
    assertThat(run.rows().values("active_users", "active", "rolling_7d", "2024-03-06", "", ""))
        .containsExactly(1L, true);
  }

  @Test
  void onlyMatchingEventsMakeAUserActive() {
    PublishedRows rows =
        rows(
            of(EventMatcher.named("Product Viewed")),
            seen("2024-03-05T12:00:00Z"),
            RawEvent.track("Product Added").at("2024-03-06T12:00:00Z"));
    assertThat(users(rows, "day")).isEqualTo(Map.of("2024-03-05", 1L));
  }

  @Test
  void pagePingsDoNotCountEvenWhereTheyAreAskedFor() {
    RawEvent ping = RawEvent.track("Page Ping").at("2024-03-05T12:00:00Z");
    assertThat(users(rows(of(EventMatcher.named("Page Ping")), ping), "day")).isEmpty();
  }

  private static MetricCase of(EventMatcher events) {
    return ActiveUsersCases.of(
        new ActiveUsersDefinition("active", events, DAY, List.of()),
        ZoneSample.ALL.get(0),
        DayOfWeek.MONDAY,
        SlicedCases.LATE_HORIZON_MILLIS);
  }

  @Test
  void onlyThePeriodsOfTheDefinitionAreCounted() {
    for (Period period : ActiveUsersCases.PERIODS) {
      PublishedRows rows =
          rows(ActiveUsersCases.of(List.of(period), "platform"), seen("2024-03-05T10:00:00Z"));
      assertThat(rows.table("active_users").keySet())
          .allSatisfy(key -> assertThat(key.get(1)).isEqualTo(period.label()));
    }
  }

  @Test
  void aPeriodThatActiveUsersDoNotHaveIsRefused() {
    EventSchema.Builder schema = new EventSchema.Builder();
    MetricSetup setup = new MetricSetup(schema, ZoneCalendar.utc(), Map.of(), 0);
    ActiveUsersDefinition hourly =
        new ActiveUsersDefinition("a", EventMatcher.ANY, List.of(Period.HOUR), List.of());
    assertThatThrownBy(() -> new ActiveUsersMetric(hourly, setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hour");
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static PublishedRows rows(MetricCase trial, RawEvent... events) {
    PublishedRows rows = MetricLaws.rowsOf(trial, List.of(events));
    assertThat(rows.differencesFrom(trial.oracle().rows(List.of(events), Long.MAX_VALUE)))
        .as("what the oracle says")
        .isEmpty();
    return rows;
  }

  private static Object dayIn(String zone, String instant) {
    PublishedRows rows = rows(ActiveUsersCases.of(zone, DayOfWeek.MONDAY, DAY), seen(instant));
    return rows.table("active_users").keySet().iterator().next().get(2);
  }

  private static Map<String, Long> users(PublishedRows rows, String period) {
    return select(rows, period, "", "");
  }

  private static Map<String, Long> platform(PublishedRows rows, String period, String value) {
    return select(rows, period, "platform", value);
  }

  private static Map<String, Long> select(
      PublishedRows rows, String period, String dimension, String value) {
    Map<String, Long> users = new java.util.TreeMap<>();
    rows.table("active_users")
        .forEach(
            (key, values) -> {
              if (key.equals(List.of("active", period, key.get(2), dimension, value))) {
                users.put((String) key.get(2), (Long) values.get(0));
              }
            });
    return users;
  }
}
