package io.engagement.core.metric.retention;

import static io.engagement.core.metric.retention.Retained.r;
import static io.engagement.core.metric.retention.Retained.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which cohort a user is in, also when an earlier start comes late. */
class RetentionCohortsTest {

  @Test
  void aLaterStartChangesNothing() {
    assertThat(
            new Retained()
                .after(
                    s("2024-03-05T12:00:00Z"),
                    s("2024-03-06T12:00:00Z"),
                    r("2024-03-07T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 2", 1L));
  }

  @Test
  void aLateEarlierStartInTheSamePeriodLeavesTheCohort() {
    assertThat(
            new Retained()
                .after(
                    s("2024-03-05T12:00:00Z"),
                    r("2024-03-06T12:00:00Z"),
                    s("2024-03-05T00:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void aLateEarlierStartMovesWhoCameBackOnOrAfter() {
    assertThat(
            new Retained()
                .counting(Counting.ON_OR_AFTER)
                .after(
                    s("2024-03-06T12:00:00Z"),
                    r("2024-03-07T12:00:00Z"),
                    s("2024-03-05T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L, "2024-03-05 + 2", 1L));
  }

  @Test
  void aLateEarlierStartMovesTheRollingStepsAlsoWithinItsPeriod() {
    Retained rolling = new Retained().counting(Counting.ROLLING);
    RawEvent[] arrived = {s("2024-03-05T20:00:00Z"), r("2024-03-06T12:00:00Z")};
    assertThat(rolling.after(arrived)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
    assertThat(rolling.after(arrived[0], arrived[1], s("2024-03-05T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(rolling.after(arrived[0], arrived[1], s("2024-03-04T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-04 + 0", 1L, "2024-03-04 + 2", 1L));
  }

  @Test
  void aLateEarlierStartMovesTheUserOfAValueToo() {
    Retained byPlan = new Retained().brokenDownBy("plan");
    assertThat(
            byPlan.of(
                "pro",
                s("2024-03-06T12:00:00Z").with("properties.plan", "pro"),
                r("2024-03-07T12:00:00Z").with("properties.plan", "pro"),
                s("2024-03-05T12:00:00Z").with("properties.plan", "pro")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 2", 1L));
  }

  @Test
  void returnsBetweenTheOldAndTheNewStartCountOnceTheUserIsMoved() {
    assertThat(
            new Retained()
                .after(
                    r("2024-03-06T12:00:00Z"),
                    s("2024-03-08T12:00:00Z"),
                    s("2024-03-05T12:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void severalStartsOfAPeriodAreOneCohort() {
    for (Counting counting : Counting.values()) {
      assertThat(
              new Retained()
                  .of(Cohort.RECURRING)
                  .counting(counting)
                  .after(
                      s("2024-03-05T12:00:00Z"),
                      s("2024-03-05T13:00:00Z"),
                      r("2024-03-06T14:00:00Z")))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    }
  }

  @Test
  void aLateStartOfARecurringUserAddsACohortAndLeavesTheOthers() {
    assertThat(
            new Retained()
                .of(Cohort.RECURRING)
                .after(
                    s("2024-03-06T12:00:00Z"),
                    r("2024-03-07T12:00:00Z"),
                    s("2024-03-05T12:00:00Z")))
        .isEqualTo(
            Map.of(
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 2", 1L,
                "2024-03-06 + 0", 1L,
                "2024-03-06 + 1", 1L));
  }

  @Test
  void aRecurringUserCountsOnOrAfterInEveryCohortBeforeTheReturn() {
    assertThat(
            new Retained()
                .of(Cohort.RECURRING)
                .counting(Counting.ON_OR_AFTER)
                .after(
                    s("2024-03-05T12:00:00Z"),
                    s("2024-03-06T12:00:00Z"),
                    r("2024-03-07T12:00:00Z"),
                    s("2024-03-08T12:00:00Z")))
        .isEqualTo(
            Map.of(
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 1", 1L,
                "2024-03-05 + 2", 1L,
                "2024-03-06 + 0", 1L,
                "2024-03-06 + 1", 1L,
                "2024-03-08 + 0", 1L));
  }

  @Test
  void firstEverKeepsTheTypeOfTheStart() {
    EventMatcher proPage =
        new EventMatcher.Spec(
            List.of(EventType.PAGE),
            List.of("S"),
            List.of(new Condition("properties.plan", Condition.Operator.EQ, List.of("pro"))));
    Retained firstEver = new Retained().start(proPage).of(Cohort.FIRST_EVER);
    RawEvent page = RawEvent.page("S").at("2024-03-06T12:00:00Z").with("properties.plan", "pro");
    assertThat(firstEver.after(s("2024-03-05T12:00:00Z"), page))
        .as("a track event of that name is no page")
        .isEqualTo(Map.of("2024-03-06 + 0", 1L));
    RawEvent freePage = RawEvent.page("S").at("2024-03-05T12:00:00Z").with("properties.plan", "x");
    assertThat(firstEver.after(freePage, page)).isEmpty();
  }

  @Test
  void firstEverWithoutConditionsIsTheFirstTime() {
    RawEvent[] events = {
      s("2024-03-06T12:00:00Z"), s("2024-03-05T12:00:00Z"), r("2024-03-07T12:00:00Z")
    };
    assertThat(new Retained().of(Cohort.FIRST_EVER).after(events))
        .isEqualTo(new Retained().after(events))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 2", 1L));
  }
}
