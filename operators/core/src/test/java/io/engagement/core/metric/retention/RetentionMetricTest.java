package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Section 8 of the definitions, sentence by sentence. */
class RetentionMetricTest {
  private static final EventMatcher VIEWED = EventMatcher.named("Product Viewed");
  private static final EventMatcher ADDED = EventMatcher.named("Product Added");

  @Test
  void aReturnCountsAtTheNumberOfCalendarPeriodsSince() {
    assertThat(
            text(
                onDays(Cohort.FIRST_TIME),
                start("2024-03-05T23:59:59.999Z"),
                back("2024-03-06T00:00:00Z"),
                back("2024-03-08T23:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L, "2024-03-05 + 3", 1L));
  }

  @Test
  void theLastIndexIsPeriods() {
    assertThat(
            text(
                onDays(Cohort.FIRST_TIME),
                start("2024-03-05T12:00:00Z"),
                back("2024-03-12T23:59:59.999Z"),
                back("2024-03-13T00:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 7", 1L));
  }

  @Test
  void indexZeroIsTheCohortWhetherTheyReturnInItOrNot() {
    assertThat(
            text(
                onDays(Cohort.FIRST_TIME),
                start("2024-03-05T12:00:00Z").by("ann"),
                start("2024-03-05T12:00:00Z").by("bob"),
                back("2024-03-05T13:00:00Z").by("bob")))
        .isEqualTo(Map.of("2024-03-05 + 0", 2L));
  }

  @Test
  void returnsBeforeTheCohortCountNowhere() {
    assertThat(
            text(
                onDays(Cohort.FIRST_TIME),
                back("2024-03-04T12:00:00Z"),
                start("2024-03-05T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L));
  }

  @Test
  void aLateEarlierStartMovesTheUser() {
    MetricRun<?> run = MetricRun.of(RetentionCases.of(onDays(Cohort.FIRST_TIME)));
    run.acceptAll(
        start("2024-03-06T12:00:00Z"), back("2024-03-07T12:00:00Z"), start("2024-03-05T12:00:00Z"));
    assertThat(text(run.rows())).isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 2", 1L));
  }

  @Test
  void aRecurringUserIsInTheCohortOfEveryPeriodWithAStart() {
    assertThat(
            text(
                onDays(Cohort.RECURRING),
                start("2024-03-05T12:00:00Z"),
                start("2024-03-06T12:00:00Z"),
                back("2024-03-07T12:00:00Z")))
        .isEqualTo(
            Map.of(
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 2", 1L,
                "2024-03-06 + 0", 1L,
                "2024-03-06 + 1", 1L));
  }

  @Test
  void firstEverIgnoresWhereAndGivesNoCohortWhenItFails() {
    RetentionDefinition asPro =
        new RetentionDefinition(
            "back",
            RetentionCases.VIEWED_AS_PRO,
            ADDED,
            Period.DAY,
            7,
            Cohort.FIRST_EVER,
            Counting.ON,
            1,
            List.of(),
            Attribution.BOTH);
    RawEvent free = start("2024-03-05T12:00:00Z").with("properties.plan", "free");
    RawEvent pro = start("2024-03-06T12:00:00Z").with("properties.plan", "pro");
    assertThat(text(asPro, free, pro, back("2024-03-07T12:00:00Z"))).isEmpty();
    assertThat(text(asPro, pro, free)).as("the failing one comes late").isEmpty();
    assertThat(text(asPro, pro, back("2024-03-07T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-06 + 0", 1L, "2024-03-06 + 1", 1L));
    RawEvent freeAtTheSameTime = free.at("2024-03-06T12:00:00Z");
    assertThat(text(asPro, pro.id("1"), freeAtTheSameTime.id("2"))).hasSize(1);
    assertThat(text(asPro, pro.id("2"), freeAtTheSameTime.id("1"))).isEmpty();
  }

  @Test
  void onOrAfterCountsAtEveryIndexUpToTheLastReturn() {
    RetentionDefinition unbounded = definition(Period.DAY, Cohort.FIRST_TIME, Counting.ON_OR_AFTER);
    assertThat(text(unbounded, start("2024-03-05T12:00:00Z"), back("2024-03-08T12:00:00Z")))
        .isEqualTo(
            Map.of(
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 1", 1L,
                "2024-03-05 + 2", 1L,
                "2024-03-05 + 3", 1L));
    assertThat(text(unbounded, start("2024-03-05T12:00:00Z"), back("2025-03-08T12:00:00Z")))
        .as("a return after the last index counts at all")
        .hasSize(8);
  }

  @Test
  void rollingStepsBeginAtTheUsersStart() {
    RetentionDefinition rolling = definition(Period.DAY, Cohort.FIRST_TIME, Counting.ROLLING);
    assertThat(text(rolling, start("2024-03-05T23:00:00Z"), back("2024-03-06T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L));
    assertThat(text(rolling, start("2024-03-05T23:00:00Z"), back("2024-03-06T23:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(text(rolling, start("2024-03-05T23:00:00Z"), back("2024-03-13T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 7", 1L));
    assertThat(text(rolling, start("2024-03-05T23:00:00Z"), back("2024-03-13T23:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L));
  }

  @Test
  void rollingWeeksAreSevenDaysAndMonthsThirty() {
    RetentionDefinition weeks = definition(Period.WEEK, Cohort.FIRST_TIME, Counting.ROLLING);
    assertThat(text(weeks, start("2024-03-05T23:00:00Z"), back("2024-03-12T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-04 + 0", 1L));
    assertThat(text(weeks, start("2024-03-05T23:00:00Z"), back("2024-03-12T23:00:00Z")))
        .containsEntry("2024-03-04 + 1", 1L);
    RetentionDefinition months = definition(Period.MONTH, Cohort.FIRST_TIME, Counting.ROLLING);
    assertThat(text(months, start("2024-03-05T23:00:00Z"), back("2024-04-04T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-03-01 + 0", 1L));
    assertThat(text(months, start("2024-03-05T23:00:00Z"), back("2024-04-04T23:00:00Z")))
        .containsEntry("2024-03-01 + 1", 1L);
  }

  @Test
  void rollingAndRecurringCountFromTheFirstStartInThePeriod() {
    RetentionDefinition rolling = definition(Period.DAY, Cohort.RECURRING, Counting.ROLLING);
    RawEvent[] arrived = {
      start("2024-03-05T20:00:00Z"), back("2024-03-06T10:00:00Z"), start("2024-03-05T10:00:00Z")
    };
    assertThat(text(rolling, arrived))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(text(rolling, arrived[0], arrived[1])).isEqualTo(Map.of("2024-03-05 + 0", 1L));
  }

  @Test
  void aLaterStartInThePeriodMovesNothing() {
    RetentionDefinition rolling = definition(Period.DAY, Cohort.RECURRING, Counting.ROLLING);
    assertThat(
            text(
                rolling,
                start("2024-03-05T10:00:00Z"),
                start("2024-03-05T20:00:00Z"),
                back("2024-03-06T10:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void aRollingRowIsCompleteWhenWhoStartedLastHasHadTheStep() {
    RetentionDefinition rolling = definition(Period.DAY, Cohort.FIRST_TIME, Counting.ROLLING);
    MetricRun<?> run = MetricRun.of(RetentionCases.of(rolling));
    run.acceptAll(start("2024-03-05T12:00:00Z"), back("2024-03-07T13:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-09T00:00:00Z").toEpochMilli() - 1);
    assertThat(run.rows().values("retention", "back", "day", "2024-03-05", 2L, "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-09T00:00:00Z").toEpochMilli());
    assertThat(run.rows().values("retention", "back", "day", "2024-03-05", 2L, "", ""))
        .containsExactly(1L, true);
  }

  @Test
  void aPeriodNeedsMinReturns() {
    for (Counting counting : Counting.values()) {
      RetentionDefinition twice =
          new RetentionDefinition(
              "back",
              VIEWED,
              ADDED,
              Period.DAY,
              7,
              Cohort.FIRST_TIME,
              counting,
              2,
              List.of(),
              Attribution.BOTH);
      RawEvent[] once = {start("2024-03-05T00:00:00Z"), back("2024-03-06T10:00:00Z")};
      assertThat(text(twice, once)).as(counting.name()).isEqualTo(Map.of("2024-03-05 + 0", 1L));
      assertThat(text(twice, once[0], once[1], back("2024-03-06T10:00:00Z").id("again")))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
      assertThat(text(twice, once[0], once[1], back("2024-03-07T00:00:00Z")))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L));
    }
  }

  @Test
  void hoursWeeksAndMonthsAreCalendarPeriods() {
    assertThat(
            text(
                definition(Period.HOUR, Cohort.FIRST_TIME, Counting.ON),
                start("2024-03-05T10:59:59.999Z"),
                back("2024-03-05T11:00:00Z")))
        .containsEntry("2024-03-05T10:00:00Z + 1", 1L);
    assertThat(
            text(
                definition(Period.WEEK, Cohort.FIRST_TIME, Counting.ON),
                start("2024-03-10T23:59:59.999Z"),
                back("2024-03-11T00:00:00Z")))
        .containsEntry("2024-03-04 + 1", 1L);
    assertThat(
            text(
                definition(Period.MONTH, Cohort.FIRST_TIME, Counting.ON),
                start("2023-12-31T23:59:59.999Z"),
                back("2024-01-01T00:00:00Z"),
                back("2024-03-31T00:00:00Z")))
        .containsEntry("2023-12-01 + 1", 1L)
        .containsEntry("2023-12-01 + 3", 1L);
  }

  @Test
  void hoursAreThoseOfTheZone() {
    MetricCase kolkata =
        RetentionCases.of("Asia/Kolkata", definition(Period.HOUR, Cohort.FIRST_TIME, Counting.ON));
    // From 23:10 to 23:50 of one hour, and from 23:50 to 00:20 of the next.
    assertThat(text(rows(kolkata, start("2024-03-01T17:40:00Z"), back("2024-03-01T18:20:00Z"))))
        .isEqualTo(Map.of("2024-03-01T17:30:00Z + 0", 1L));
    assertThat(text(rows(kolkata, start("2024-03-01T18:20:00Z"), back("2024-03-01T18:50:00Z"))))
        .isEqualTo(Map.of("2024-03-01T17:30:00Z + 0", 1L, "2024-03-01T17:30:00Z + 1", 1L));
  }

  @Test
  void aDayOfTwentyThreeHoursEndsAnHourEarlier() {
    MetricCase berlin = RetentionCases.of("Europe/Berlin", onDays(Cohort.FIRST_TIME));
    assertThat(text(rows(berlin, start("2024-03-31T21:59:59.999Z"), back("2024-03-31T22:00:00Z"))))
        .containsEntry("2024-03-31 + 1", 1L);
    assertThat(text(rows(berlin, start("2024-03-30T23:00:00Z"), back("2024-03-31T21:59:59.999Z"))))
        .isEqualTo(Map.of("2024-03-31 + 0", 1L));
  }

  @Test
  void startAndReturnMustCarryTheSameValue() {
    RetentionDefinition byPlan =
        new RetentionDefinition(
            "back",
            VIEWED,
            ADDED,
            Period.DAY,
            7,
            Cohort.FIRST_TIME,
            Counting.ON,
            1,
            List.of("plan"),
            Attribution.BOTH);
    PublishedRows rows =
        rows(
            RetentionCases.of(byPlan),
            start("2024-03-05T12:00:00Z").with("properties.plan", "pro"),
            back("2024-03-06T12:00:00Z").with("properties.plan", "free"),
            back("2024-03-07T12:00:00Z").with("properties.plan", "pro"));
    assertThat(rows.table("retention").keySet())
        .containsExactlyInAnyOrder(
            List.of("back", "day", "2024-03-05", 0L, "", ""),
            List.of("back", "day", "2024-03-05", 1L, "", ""),
            List.of("back", "day", "2024-03-05", 2L, "", ""),
            List.of("back", "day", "2024-03-05", 0L, "plan", "pro"),
            List.of("back", "day", "2024-03-05", 2L, "plan", "pro"));
  }

  @Test
  void aRowIsCompleteWhenItsPeriodHasPassed() {
    MetricRun<?> run = MetricRun.of(RetentionCases.of(onDays(Cohort.FIRST_TIME)));
    run.acceptAll(start("2024-03-05T12:00:00Z"), back("2024-03-07T12:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-08T00:00:00Z").toEpochMilli() - 1);
    assertThat(run.rows().values("retention", "back", "day", "2024-03-05", 0L, "", ""))
        .containsExactly(1L, true);
    assertThat(run.rows().values("retention", "back", "day", "2024-03-05", 2L, "", ""))
        .containsExactly(1L, false);
    run.advanceTo(Instant.parse("2024-03-08T00:00:00Z").toEpochMilli());
    assertThat(run.rows().values("retention", "back", "day", "2024-03-05", 2L, "", ""))
        .containsExactly(1L, true);
  }

  @Test
  void otherPeriodsAreRefused() {
    RetentionDefinition rolling = definition(Period.ROLLING_7D, Cohort.FIRST_TIME, Counting.ON);
    MetricSetup setup = new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0);
    assertThatThrownBy(() -> RetentionMetric.of(rolling, setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rolling_7d");
  }

  private static RetentionDefinition onDays(Cohort cohort) {
    return definition(Period.DAY, cohort, Counting.ON);
  }

  private static RetentionDefinition definition(Period period, Cohort cohort, Counting counting) {
    return new RetentionDefinition(
        "back", VIEWED, ADDED, period, 7, cohort, counting, 1, List.of(), Attribution.BOTH);
  }

  private static RawEvent start(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static RawEvent back(String instant) {
    return RawEvent.track("Product Added").at(instant);
  }

  private static PublishedRows rows(MetricCase trial, RawEvent... events) {
    return MetricLaws.rowsOf(trial, List.of(events));
  }

  private static Map<String, Long> text(RetentionDefinition definition, RawEvent... events) {
    return text(rows(RetentionCases.of(definition), events));
  }

  /** Users by cohort and index. */
  private static Map<String, Long> text(PublishedRows rows) {
    Map<String, Long> text = new TreeMap<>();
    rows.table("retention")
        .forEach((key, values) -> text.put(key.get(2) + " + " + key.get(3), (Long) values.get(0)));
    return text;
  }
}
