package io.engagement.core.metric.stickiness;

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
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Section 7 of the definitions, sentence by sentence. */
class StickinessMetricTest {
  private static final List<Period> WEEK = List.of(Period.WEEK);
  private static final List<Period> MONTH = List.of(Period.MONTH);
  private static final String PLATFORM_PATH = "context.device.type";

  @Test
  void aUserCountsOnceAtExactlyTheirNumberOfDays() {
    assertThat(
            text(
                StickinessCases.of(Interval.DAY, 1, WEEK),
                seen("2024-03-04T00:00:00Z").by("ann"),
                seen("2024-03-04T23:59:59.999Z").by("ann"),
                seen("2024-03-05T00:00:00Z").by("ann"),
                seen("2024-03-10T23:59:59.999Z").by("ann"),
                seen("2024-03-10T12:00:00Z").by("bob"),
                seen("2024-03-11T00:00:00Z").by("ann")))
        .isEqualTo(Map.of("2024-03-04 on 3", 1L, "2024-03-04 on 1", 1L, "2024-03-11 on 1", 1L));
  }

  @Test
  void aLateDayMovesTheUserUp() {
    MetricRun<?> run = MetricRun.of(StickinessCases.of(Interval.DAY, 1, WEEK));
    run.acceptAll(seen("2024-03-06T12:00:00Z"));
    run.accept(seen("2024-03-04T12:00:00Z"));
    assertThat(run.flush()).as("one day less, two days more").isEqualTo(2);
    assertThat(text(run.rows())).isEqualTo(Map.of("2024-03-04 on 2", 1L));
    run.accept(seen("2024-03-04T13:00:00Z"));
    assertThat(run.flush()).isZero();
  }

  @Test
  void anIntervalCountsFromMinEventsOn() {
    MetricRun<?> run = MetricRun.of(StickinessCases.of(Interval.DAY, 3, WEEK));
    run.acceptAll(seen("2024-03-06T12:00:00Z"), seen("2024-03-06T12:00:01Z"));
    assertThat(text(run.rows())).isEmpty();
    run.acceptAll(seen("2024-03-06T23:59:59.999Z"));
    assertThat(text(run.rows())).isEqualTo(Map.of("2024-03-04 on 1", 1L));
    run.accept(seen("2024-03-06T13:00:00Z"));
    assertThat(run.flush()).isZero();
  }

  @Test
  void hoursAreThoseOfTheDay() {
    MetricCase hours = StickinessCases.of(Interval.HOUR, 1, List.of(Period.DAY, Period.WEEK));
    assertThat(
            text(
                hours,
                seen("2024-03-05T10:00:00Z"),
                seen("2024-03-05T10:59:59.999Z"),
                seen("2024-03-05T11:00:00Z"),
                seen("2024-03-06T00:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 on 2", 1L, "2024-03-06 on 1", 1L, "2024-03-04 on 3", 1L));
  }

  @Test
  void hoursOfAZoneWithAQuarterStartAtItsOwnHours() {
    MetricCase kathmandu =
        StickinessCases.of(
            "Asia/Kathmandu", DayOfWeek.MONDAY, Interval.HOUR, 1, List.of(Period.DAY));
    assertThat(text(kathmandu, seen("2024-03-05T10:14:59.999Z"), seen("2024-03-05T10:15:00Z")))
        .isEqualTo(Map.of("2024-03-05 on 2", 1L));
    assertThat(text(kathmandu, seen("2024-03-05T10:15:00Z"), seen("2024-03-05T11:14:59.999Z")))
        .isEqualTo(Map.of("2024-03-05 on 1", 1L));
  }

  @Test
  void aDayMayHaveTwentyFiveHours() {
    MetricCase berlin =
        StickinessCases.of(
            "Europe/Berlin", DayOfWeek.MONDAY, Interval.HOUR, 1, List.of(Period.DAY));
    RawEvent[] hourly = new RawEvent[26];
    for (int hour = 0; hour < hourly.length; hour++) {
      long start = Instant.parse("2024-10-26T22:00:00Z").toEpochMilli();
      hourly[hour] = RawEvent.track("Seen").at(start + hour * 3_600_000L);
    }
    assertThat(text(berlin, hourly))
        .isEqualTo(Map.of("2024-10-27 on 25", 1L, "2024-10-28 on 1", 1L));
  }

  @Test
  void aWeekThatCrossesTheEdgeOfAMonthCountsInBothByWhatLiesInside() {
    // The week of 2024-02-26 to 2024-03-03.
    MetricCase once = StickinessCases.of(Interval.WEEK, 1, MONTH);
    assertThat(text(once, seen("2024-02-29T12:00:00Z"), seen("2024-03-01T12:00:00Z")))
        .isEqualTo(Map.of("2024-02-01 on 1", 1L, "2024-03-01 on 1", 1L));
    MetricCase twice = StickinessCases.of(Interval.WEEK, 2, MONTH);
    assertThat(text(twice, seen("2024-02-29T12:00:00Z"), seen("2024-03-01T12:00:00Z"))).isEmpty();
    assertThat(
            text(
                twice,
                seen("2024-02-29T12:00:00Z"),
                seen("2024-03-01T12:00:00Z"),
                seen("2024-03-03T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-01 on 1", 1L));
  }

  @Test
  void weeksStartWhereTheDeploymentSays() {
    RawEvent[] saturdayAndSunday = {seen("2024-03-09T12:00:00Z"), seen("2024-03-10T12:00:00Z")};
    assertThat(
            text(
                StickinessCases.of("UTC", DayOfWeek.MONDAY, Interval.WEEK, 1, MONTH),
                saturdayAndSunday))
        .isEqualTo(Map.of("2024-03-01 on 1", 1L));
    assertThat(
            text(
                StickinessCases.of("UTC", DayOfWeek.SUNDAY, Interval.WEEK, 1, MONTH),
                saturdayAndSunday))
        .isEqualTo(Map.of("2024-03-01 on 2", 1L));
  }

  @Test
  void aRollingWindowIsThirtyDaysThatEndWithItsDay() {
    Map<String, Long> rows =
        text(
            StickinessCases.of(Interval.DAY, 1, List.of(Period.ROLLING_30D)),
            seen("2024-03-01T12:00:00Z"),
            seen("2024-03-30T12:00:00Z"));
    assertThat(rows)
        .hasSize(29 + 1 + 29)
        .containsEntry("2024-03-01 on 1", 1L)
        .containsEntry("2024-03-29 on 1", 1L)
        .containsEntry("2024-03-30 on 2", 1L)
        .containsEntry("2024-03-31 on 1", 1L)
        .containsEntry("2024-04-28 on 1", 1L)
        .doesNotContainKeys("2024-03-30 on 1", "2024-03-31 on 2", "2024-04-29 on 1");
  }

  @Test
  void pagePingsDoNotCount() {
    assertThat(
            text(
                StickinessCases.of(Interval.DAY, 1, WEEK),
                RawEvent.track("Page Ping").at("2024-03-05T12:00:00Z")))
        .isEmpty();
  }

  @Test
  void onlyMatchingEventsCount() {
    StickinessDefinition viewed =
        new StickinessDefinition(
            "sticky", EventMatcher.named("Product Viewed"), Interval.DAY, 1, WEEK, List.of());
    MetricCase trial =
        StickinessCases.of(
            viewed, ZoneSample.ALL.get(0), DayOfWeek.MONDAY, SlicedCases.LATE_HORIZON_MILLIS);
    assertThat(
            text(
                trial,
                seen("2024-03-05T12:00:00Z"),
                RawEvent.track("Product Added").at("2024-03-06T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-04 on 1", 1L));
  }

  @Test
  void aDayMayHaveTwentyThreeHours() {
    MetricCase berlin =
        StickinessCases.of(
            "Europe/Berlin", DayOfWeek.MONDAY, Interval.HOUR, 1, List.of(Period.DAY));
    RawEvent[] hourly = new RawEvent[24];
    long start = Instant.parse("2024-03-30T23:00:00Z").toEpochMilli();
    for (int hour = 0; hour < hourly.length; hour++) {
      hourly[hour] = RawEvent.track("Seen").at(start + hour * 3_600_000L);
    }
    assertThat(text(berlin, hourly))
        .isEqualTo(Map.of("2024-03-31 on 23", 1L, "2024-04-01 on 1", 1L));
  }

  @Test
  void aLongOrAShortDayIsADay() {
    MetricCase berlin =
        StickinessCases.of("Europe/Berlin", DayOfWeek.MONDAY, Interval.DAY, 1, WEEK);
    assertThat(text(berlin, seen("2024-10-26T22:00:00Z"), seen("2024-10-27T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-10-21 on 1", 1L));
    assertThat(text(berlin, seen("2024-10-26T21:59:59.999Z"), seen("2024-10-27T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-10-21 on 2", 1L));
    assertThat(text(berlin, seen("2024-03-30T22:59:59.999Z"), seen("2024-03-31T21:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-25 on 2", 1L));
    assertThat(text(berlin, seen("2024-03-31T21:59:59.999Z"), seen("2024-03-31T22:00:00Z")))
        .isEqualTo(Map.of("2024-03-25 on 1", 1L, "2024-04-01 on 1", 1L));
  }

  @Test
  void aWeekOfDaysStartsWhereTheDeploymentSays() {
    RawEvent[] saturdayAndSunday = {seen("2024-03-09T12:00:00Z"), seen("2024-03-10T12:00:00Z")};
    assertThat(
            text(
                StickinessCases.of("UTC", DayOfWeek.MONDAY, Interval.DAY, 1, WEEK),
                saturdayAndSunday))
        .isEqualTo(Map.of("2024-03-04 on 2", 1L));
    assertThat(
            text(
                StickinessCases.of("UTC", DayOfWeek.SUNDAY, Interval.DAY, 1, WEEK),
                saturdayAndSunday))
        .isEqualTo(Map.of("2024-03-03 on 1", 1L, "2024-03-10 on 1", 1L));
  }

  @Test
  void aMonthHasItsOwnDays() {
    assertThat(
            text(
                StickinessCases.of(Interval.DAY, 1, MONTH),
                seen("2024-02-01T00:00:00Z"),
                seen("2024-02-29T23:59:59.999Z"),
                seen("2024-03-01T00:00:00Z")))
        .isEqualTo(Map.of("2024-02-01 on 2", 1L, "2024-03-01 on 1", 1L));
  }

  @Test
  void anHourCountsFromMinEventsOn() {
    MetricCase hours = StickinessCases.of(Interval.HOUR, 2, List.of(Period.DAY));
    assertThat(text(hours, seen("2024-03-05T10:59:59.999Z"), seen("2024-03-05T11:00:00Z")))
        .isEmpty();
    assertThat(text(hours, seen("2024-03-05T10:00:00Z"), seen("2024-03-05T10:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-05 on 1", 1L));
  }

  @Test
  void aRowIsCompleteWhenTheWatermarkHasPassedItsPeriod() {
    MetricRun<?> run =
        MetricRun.of(StickinessCases.of(Interval.DAY, 1, List.of(Period.WEEK, Period.ROLLING_30D)));
    run.acceptAll(seen("2024-03-05T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-10T23:59:59.999Z").toEpochMilli());
    assertThat(run.rows().values("stickiness", "sticky", "week", "2024-03-04", 1L, "", ""))
        .containsExactly(1L, false);
    assertThat(run.rows().values("stickiness", "sticky", "rolling_30d", "2024-03-10", 1L, "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-11T00:00:00Z").toEpochMilli());
    assertThat(run.rows().values("stickiness", "sticky", "week", "2024-03-04", 1L, "", ""))
        .containsExactly(1L, true);
    assertThat(run.rows().values("stickiness", "sticky", "rolling_30d", "2024-03-10", 1L, "", ""))
        .containsExactly(1L, true);
  }

  @Test
  void everyDimensionValueHasAHistoryOfItsOwn() {
    PublishedRows rows =
        MetricLaws.rowsOf(
            StickinessCases.of(Interval.DAY, 1, WEEK, "platform"),
            List.of(
                seen("2024-03-05T12:00:00Z").with(PLATFORM_PATH, "ios"),
                seen("2024-03-06T12:00:00Z").with(PLATFORM_PATH, "ios"),
                seen("2024-03-06T13:00:00Z").with(PLATFORM_PATH, "web"),
                seen("2024-03-07T13:00:00Z")));
    assertThat(rows.values("stickiness", "sticky", "week", "2024-03-04", 3L, "", ""))
        .containsExactly(1L, true);
    assertThat(rows.values("stickiness", "sticky", "week", "2024-03-04", 2L, "platform", "ios"))
        .containsExactly(1L, true);
    assertThat(rows.values("stickiness", "sticky", "week", "2024-03-04", 1L, "platform", "web"))
        .containsExactly(1L, true);
    assertThat(rows.values("stickiness", "sticky", "week", "2024-03-04", 1L, "platform", "(none)"))
        .containsExactly(1L, true);
  }

  @Test
  void aPeriodOfOneIntervalIsRefused() {
    StickinessDefinition definition =
        new StickinessDefinition("sticky", EventMatcher.ANY, Interval.WEEK, 1, WEEK, List.of());
    MetricSetup setup = new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0);
    assertThatThrownBy(() -> new StickinessMetric(definition, setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("week");
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static Map<String, Long> text(MetricCase trial, RawEvent... events) {
    return text(MetricLaws.rowsOf(trial, List.of(events)));
  }

  /** Users by bucket and number of intervals, of the total. */
  private static Map<String, Long> text(PublishedRows rows) {
    Map<String, Long> text = new TreeMap<>();
    rows.table("stickiness")
        .forEach(
            (key, values) -> {
              if (key.get(4).equals("")) {
                text.put(key.get(2) + " on " + key.get(3), (Long) values.get(0));
              }
            });
    return text;
  }
}
