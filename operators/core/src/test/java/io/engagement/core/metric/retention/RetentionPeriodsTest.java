package io.engagement.core.metric.retention;

import static io.engagement.core.metric.retention.Retained.r;
import static io.engagement.core.metric.retention.Retained.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where periods and steps end, which events count in them, when rows are complete. */
class RetentionPeriodsTest {
  private static final String PLAN = "properties.plan";

  @Test
  void aDayOfTwentyFiveHoursEndsAnHourLater() {
    Retained berlin = new Retained().in("Europe/Berlin");
    assertThat(berlin.after(s("2024-10-26T22:00:00Z"), r("2024-10-27T22:59:59.999Z")))
        .isEqualTo(Map.of("2024-10-27 + 0", 1L));
    assertThat(berlin.after(s("2024-10-26T22:00:00Z"), r("2024-10-27T23:00:00Z")))
        .isEqualTo(Map.of("2024-10-27 + 0", 1L, "2024-10-27 + 1", 1L));
  }

  @Test
  void aStepOfADayIsTwentyFourHoursHoweverLongTheDayIs() {
    Retained berlin = new Retained().in("Europe/Berlin").counting(Counting.ROLLING);
    // A day of 25 hours, then one of 23.
    assertThat(berlin.after(s("2024-10-26T22:00:00Z"), r("2024-10-27T21:59:59.999Z"))).hasSize(1);
    assertThat(berlin.after(s("2024-10-26T22:00:00Z"), r("2024-10-27T22:00:00Z")))
        .containsEntry("2024-10-27 + 1", 1L);
    assertThat(berlin.after(s("2024-03-30T23:00:00Z"), r("2024-03-31T22:59:59.999Z"))).hasSize(1);
    assertThat(berlin.after(s("2024-03-30T23:00:00Z"), r("2024-03-31T23:00:00Z")))
        .containsEntry("2024-03-31 + 1", 1L);
  }

  @Test
  void aStepOfAnHourIsSixtyMinutes() {
    Retained hours = new Retained().by(Period.HOUR).counting(Counting.ROLLING);
    assertThat(hours.after(s("2024-03-05T10:30:00Z"), r("2024-03-05T11:29:59.999Z")))
        .isEqualTo(Map.of("2024-03-05T10:00:00Z + 0", 1L));
    assertThat(hours.after(s("2024-03-05T10:30:00Z"), r("2024-03-05T11:30:00Z")))
        .containsEntry("2024-03-05T10:00:00Z + 1", 1L);
  }

  @Test
  void weeksStartOnMondayOrOnSunday() {
    RawEvent[] events = {s("2024-03-02T12:00:00Z"), r("2024-03-03T00:00:00Z")};
    assertThat(new Retained().by(Period.WEEK).after(events))
        .isEqualTo(Map.of("2024-02-26 + 0", 1L));
    assertThat(new Retained().by(Period.WEEK).weeksFrom(DayOfWeek.SUNDAY).after(events))
        .isEqualTo(Map.of("2024-02-25 + 0", 1L, "2024-02-25 + 1", 1L));
  }

  @Test
  void pagePingsCountWhereTheyMatch() {
    Retained pinged = new Retained().returning(EventMatcher.ANY);
    RawEvent ping = RawEvent.track("Page Ping").at("2024-03-06T12:00:00Z");
    assertThat(pinged.after(s("2024-03-05T12:00:00Z"), ping)).containsKey("2024-03-05 + 1");
    Retained starting = new Retained().start(EventMatcher.named("Page Ping"));
    assertThat(starting.after(ping)).isEqualTo(Map.of("2024-03-06 + 0", 1L));
  }

  @Test
  void aStartMayBeAReturnButNotToItself() {
    Retained same = new Retained().returning(EventMatcher.named("S"));
    assertThat(same.after(s("2024-03-05T12:00:00Z"))).isEqualTo(Map.of("2024-03-05 + 0", 1L));
    assertThat(same.after(s("2024-03-05T12:00:00Z"), s("2024-03-06T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void aReturnAtTheInstantOfTheStartCountsAtNoIndex() {
    for (Counting counting : Counting.values()) {
      assertThat(
              new Retained()
                  .counting(counting)
                  .after(s("2024-03-05T12:00:00Z"), r("2024-03-05T12:00:00Z")))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L));
    }
  }

  @Test
  void distinctUsersCountHoweverOftenTheyComeBack() {
    assertThat(
            new Retained()
                .after(
                    s("2024-03-05T12:00:00Z").by("ann"),
                    s("2024-03-05T12:00:00Z").by("bob"),
                    r("2024-03-06T12:00:00Z").by("ann"),
                    r("2024-03-06T13:00:00Z").by("ann"),
                    r("2024-03-06T13:00:00Z").by("bob")))
        .isEqualTo(Map.of("2024-03-05 + 0", 2L, "2024-03-05 + 1", 2L));
  }

  @Test
  void minReturnsAreOfOneCalendarPeriod() {
    Retained weeks = new Retained().by(Period.WEEK).needing(2);
    RawEvent start = s("2024-03-05T12:00:00Z");
    assertThat(weeks.after(start, r("2024-03-11T00:00:00Z"), r("2024-03-17T23:59:59.999Z")))
        .containsEntry("2024-03-04 + 1", 1L);
    assertThat(weeks.after(start, r("2024-03-17T23:59:59.999Z"), r("2024-03-18T00:00:00Z")))
        .isEqualTo(Map.of("2024-03-04 + 0", 1L));
  }

  @Test
  void minReturnsOfARollingStepAreOfThatStep() {
    Retained rolling = new Retained().counting(Counting.ROLLING).needing(2);
    RawEvent start = s("2024-03-05T12:00:00Z");
    assertThat(rolling.after(start, r("2024-03-06T12:00:00Z"), r("2024-03-07T11:59:59.999Z")))
        .containsEntry("2024-03-05 + 1", 1L);
    assertThat(rolling.after(start, r("2024-03-07T11:59:59.999Z"), r("2024-03-07T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L));
  }

  @Test
  void everyValueHasAnIndexZeroOfItsOwn() {
    RawEvent[] events = {
      s("2024-03-05T12:00:00Z").with(PLAN, "free"),
      s("2024-03-06T12:00:00Z").with(PLAN, "pro"),
      r("2024-03-07T12:00:00Z").with(PLAN, "pro")
    };
    Retained byPlan = new Retained().brokenDownBy("plan");
    assertThat(byPlan.after(events)).isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 2", 1L));
    assertThat(byPlan.of("free", events)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
    assertThat(byPlan.of("pro", events))
        .isEqualTo(Map.of("2024-03-06 + 0", 1L, "2024-03-06 + 1", 1L));
  }

  @Test
  void anUnboundedRowIsCompleteOnlyWhenTheInputHasEnded() {
    MetricRun<?> run =
        new Retained()
            .counting(Counting.ON_OR_AFTER)
            .of(Cohort.FIRST_TIME)
            .run(s("2024-03-05T12:00:00Z"), r("2024-03-06T12:00:00Z"));
    assertThat(complete(run, "2024-03-06T00:00:00Z", 0)).isTrue();
    assertThat(complete(run, "2025-03-06T00:00:00Z", 1)).isFalse();
    run.finish();
    assertThat(row(run, 1)).isEqualTo(true);
  }

  private static boolean complete(MetricRun<?> run, String watermark, long index) {
    run.advanceTo(Instant.parse(watermark).toEpochMilli());
    return row(run, index);
  }

  private static boolean row(MetricRun<?> run, long index) {
    return (Boolean)
        run.rows().values("retention", "back", "day", "2024-03-05", index, "", "").get(1);
  }
}
