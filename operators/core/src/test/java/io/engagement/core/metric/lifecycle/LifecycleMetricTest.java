package io.engagement.core.metric.lifecycle;

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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Section 6 of the definitions, sentence by sentence. */
class LifecycleMetricTest {
  private static final List<Period> DAY = List.of(Period.DAY);
  private static final String PLATFORM_PATH = "context.device.type";

  @Test
  void theFirstPeriodEverIsNew() {
    assertThat(days(seen("2024-03-05T23:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-05", "new 1", "2024-03-06", "dormant 1"));
  }

  @Test
  void aPeriodRightAfterAnActiveOneIsReturning() {
    assertThat(days(seen("2024-03-05T23:59:59.999Z"), seen("2024-03-06T00:00:00Z")))
        .isEqualTo(
            Map.of("2024-03-05", "new 1", "2024-03-06", "returning 1", "2024-03-07", "dormant 1"));
  }

  @Test
  void aPeriodAfterAPauseIsResurrecting() {
    assertThat(days(seen("2024-03-05T12:00:00Z"), seen("2024-03-07T00:00:00Z")))
        .isEqualTo(
            Map.of(
                "2024-03-05", "new 1",
                "2024-03-06", "dormant 1",
                "2024-03-07", "resurrecting 1",
                "2024-03-08", "dormant 1"));
  }

  @Test
  void dormantIsCountedOnceInThePeriodRightAfter() {
    assertThat(days(seen("2024-03-05T12:00:00Z"), seen("2024-03-20T00:00:00Z")))
        .containsEntry("2024-03-06", "dormant 1")
        .doesNotContainKeys("2024-03-07", "2024-03-19");
  }

  @Test
  void usersAddUp() {
    assertThat(
            days(
                seen("2024-03-05T12:00:00Z").by("ann"),
                seen("2024-03-06T12:00:00Z").by("ann"),
                seen("2024-03-05T12:00:00Z").by("bob"),
                seen("2024-03-06T12:00:00Z").by("cid")))
        .isEqualTo(
            Map.of(
                "2024-03-05", "new 2",
                "2024-03-06", "new 1 returning 1 dormant 1",
                "2024-03-07", "dormant 2"));
  }

  @Test
  void aLateEarlierDayMovesTheFirstPeriod() {
    assertThat(days(seen("2024-03-07T12:00:00Z"), seen("2024-03-05T12:00:00Z")))
        .isEqualTo(days(seen("2024-03-05T12:00:00Z"), seen("2024-03-07T12:00:00Z")));
    assertThat(days(seen("2024-03-06T12:00:00Z"), seen("2024-03-05T12:00:00Z")))
        .isEqualTo(days(seen("2024-03-05T12:00:00Z"), seen("2024-03-06T12:00:00Z")));
  }

  @Test
  void aLateDayInTheMiddleTurnsResurrectingIntoReturning() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(DAY));
    run.acceptAll(seen("2024-03-05T12:00:00Z"), seen("2024-03-07T12:00:00Z"));
    run.accept(seen("2024-03-06T12:00:00Z"));
    assertThat(run.flush()).as("rows of the 6th and the 7th").isEqualTo(2);
    assertThat(text(run.rows(), "day"))
        .isEqualTo(
            Map.of(
                "2024-03-05", "new 1",
                "2024-03-06", "returning 1",
                "2024-03-07", "returning 1",
                "2024-03-08", "dormant 1"));
  }

  @Test
  void aFurtherEventOfTheDayChangesNothing() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform"));
    run.acceptAll(seen("2024-03-10T12:00:00Z"));
    run.accept(seen("2024-03-10T12:00:01Z"));
    assertThat(run.flush()).isZero();
  }

  @Test
  void theFirstPeriodIsKeptForGood() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS));
    run.acceptAll(seen("2020-03-05T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-01T00:00:00Z").toEpochMilli());
    run.flush();
    run.restart();
    run.acceptAll(seen("2024-03-05T12:00:00Z"));
    assertThat(text(run.rows(), "day")).containsEntry("2024-03-05", "resurrecting 1");
    assertThat(text(run.rows(), "month")).containsEntry("2024-03-01", "resurrecting 1");
  }

  @Test
  void weeksStartWhereTheDeploymentSays() {
    RawEvent[] events = {seen("2024-03-02T12:00:00Z"), seen("2024-03-03T12:00:00Z")};
    assertThat(
            text(
                rows(LifecycleCases.of("UTC", DayOfWeek.MONDAY, List.of(Period.WEEK)), events),
                "week"))
        .isEqualTo(Map.of("2024-02-26", "new 1", "2024-03-04", "dormant 1"));
    assertThat(
            text(
                rows(LifecycleCases.of("UTC", DayOfWeek.SUNDAY, List.of(Period.WEEK)), events),
                "week"))
        .isEqualTo(
            Map.of("2024-02-25", "new 1", "2024-03-03", "returning 1", "2024-03-10", "dormant 1"));
  }

  @Test
  void monthsHaveTheirOwnLengths() {
    assertThat(
            text(
                rows(
                    LifecycleCases.of(List.of(Period.MONTH)),
                    seen("2024-01-31T23:59:59.999Z"),
                    seen("2024-02-29T23:59:59.999Z"),
                    seen("2024-04-01T00:00:00Z")),
                "month"))
        .isEqualTo(
            Map.of(
                "2024-01-01", "new 1",
                "2024-02-01", "returning 1",
                "2024-03-01", "dormant 1",
                "2024-04-01", "resurrecting 1",
                "2024-05-01", "dormant 1"));
  }

  @Test
  void aDayOfTwentyThreeHoursEndsAnHourEarlier() {
    MetricCase berlin = LifecycleCases.of("Europe/Berlin", DayOfWeek.MONDAY, DAY);
    assertThat(
            text(
                rows(berlin, seen("2024-03-30T23:00:00Z"), seen("2024-03-31T21:59:59.999Z")),
                "day"))
        .isEqualTo(Map.of("2024-03-31", "new 1", "2024-04-01", "dormant 1"));
    assertThat(
            text(rows(berlin, seen("2024-03-30T23:00:00Z"), seen("2024-03-31T22:00:00Z")), "day"))
        .containsEntry("2024-04-01", "returning 1");
  }

  @Test
  void pagePingsMakeNobodyActive() {
    assertThat(days(RawEvent.track("Page Ping").at("2024-03-05T12:00:00Z"))).isEmpty();
  }

  @Test
  void onlyMatchingEventsMakeAUserActive() {
    LifecycleDefinition viewed =
        new LifecycleDefinition("life", EventMatcher.named("Product Viewed"), DAY, List.of());
    MetricCase trial =
        LifecycleCases.of(
            viewed, ZoneSample.ALL.get(0), DayOfWeek.MONDAY, SlicedCases.LATE_HORIZON_MILLIS);
    assertThat(
            text(
                rows(
                    trial,
                    RawEvent.track("Product Added").at("2024-03-04T12:00:00Z"),
                    seen("2024-03-05T12:00:00Z"),
                    RawEvent.track("Product Added").at("2024-03-06T12:00:00Z")),
                "day"))
        .isEqualTo(Map.of("2024-03-05", "new 1", "2024-03-06", "dormant 1"));
  }

  @Test
  void aDayOfTwentyFiveHoursEndsAnHourLater() {
    MetricCase berlin = LifecycleCases.of("Europe/Berlin", DayOfWeek.MONDAY, DAY);
    assertThat(
            text(
                rows(berlin, seen("2024-10-26T22:00:00Z"), seen("2024-10-27T22:59:59.999Z")),
                "day"))
        .isEqualTo(Map.of("2024-10-27", "new 1", "2024-10-28", "dormant 1"));
    assertThat(
            text(rows(berlin, seen("2024-10-26T22:00:00Z"), seen("2024-10-27T23:00:00Z")), "day"))
        .containsEntry("2024-10-28", "returning 1");
  }

  @Test
  void dormantOfAWeekOrAMonthIsCountedInTheOneRightAfter() {
    PublishedRows rows =
        rows(
            LifecycleCases.of(List.of(Period.WEEK, Period.MONTH)),
            seen("2024-01-03T12:00:00Z"),
            seen("2024-04-03T12:00:00Z"));
    assertThat(text(rows, "week"))
        .isEqualTo(
            Map.of(
                "2024-01-01", "new 1",
                "2024-01-08", "dormant 1",
                "2024-04-01", "resurrecting 1",
                "2024-04-08", "dormant 1"));
    assertThat(text(rows, "month"))
        .isEqualTo(
            Map.of(
                "2024-01-01", "new 1",
                "2024-02-01", "dormant 1",
                "2024-04-01", "resurrecting 1",
                "2024-05-01", "dormant 1"));
  }

  @Test
  void everyDimensionValueHasAHistoryOfItsOwn() {
    PublishedRows rows =
        rows(
            LifecycleCases.of(DAY, "platform"),
            seen("2024-03-05T12:00:00Z").with(PLATFORM_PATH, "ios"),
            seen("2024-03-06T12:00:00Z").with(PLATFORM_PATH, "web"),
            seen("2024-03-07T12:00:00Z").with(PLATFORM_PATH, "ios"));
    assertThat(rows.values("lifecycle", "life", "day", "2024-03-06", "platform", "web"))
        .containsExactly(1L, 0L, 0L, 0L, true);
    assertThat(rows.values("lifecycle", "life", "day", "2024-03-06", "platform", "ios"))
        .containsExactly(0L, 0L, 0L, 1L, true);
    assertThat(rows.values("lifecycle", "life", "day", "2024-03-07", "platform", "ios"))
        .containsExactly(0L, 0L, 1L, 0L, true);
    assertThat(rows.values("lifecycle", "life", "day", "2024-03-07", "", ""))
        .containsExactly(0L, 1L, 0L, 0L, true);
  }

  @Test
  void aRowIsCompleteWhenTheWatermarkHasPassedItsPeriod() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(DAY));
    run.acceptAll(seen("2024-03-05T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-06T00:00:00Z").toEpochMilli() - 1);
    assertThat(run.rows().values("lifecycle", "life", "day", "2024-03-05", "", ""))
        .containsExactly(1L, 0L, 0L, 0L, false);
    run.advanceTo(Instant.parse("2024-03-06T00:00:00Z").toEpochMilli());
    assertThat(run.rows().values("lifecycle", "life", "day", "2024-03-05", "", ""))
        .containsExactly(1L, 0L, 0L, 0L, true);
    assertThat(run.rows().values("lifecycle", "life", "day", "2024-03-06", "", ""))
        .containsExactly(0L, 0L, 0L, 1L, false);
  }

  @Test
  void otherPeriodsAreRefused() {
    LifecycleDefinition rolling =
        new LifecycleDefinition("life", EventMatcher.ANY, List.of(Period.ROLLING_7D), List.of());
    MetricSetup setup = new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0);
    assertThatThrownBy(() -> new LifecycleMetric(rolling, setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rolling_7d");
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static PublishedRows rows(MetricCase trial, RawEvent... events) {
    return MetricLaws.rowsOf(trial, List.of(events));
  }

  private static Map<String, String> days(RawEvent... events) {
    return text(rows(LifecycleCases.of(DAY), events), "day");
  }

  /** By bucket of the total: what is not 0. */
  private static Map<String, String> text(PublishedRows rows, String period) {
    List<String> names = List.of("new", "returning", "resurrecting", "dormant");
    Map<String, String> text = new TreeMap<>();
    rows.table("lifecycle")
        .forEach(
            (key, values) -> {
              if (key.get(1).equals(period) && key.get(3).equals("")) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < names.size(); i++) {
                  if (!values.get(i).equals(0L)) {
                    line.append(names.get(i)).append(' ').append(values.get(i)).append(' ');
                  }
                }
                text.put((String) key.get(2), line.toString().strip());
              }
            });
    return text;
  }
}
