package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.EARLIEST;
import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps one after the other: the window, equal times, which attempt is reported. */
class OrderedFunnelTest {
  private static FunnelRun abc() {
    return new FunnelRun(Funnel.of("A", "B", "C").window("PT1H"));
  }

  @Test
  void aUserCountsAtEveryStepUpToTheFurthest() {
    assertThat(abc().does("A 10:00:00", "B 10:10:00").users()).containsExactly(1L, 1L);
  }

  @Test
  void exactlyTheWindowLaterStillConverts() {
    assertThat(abc().does("A 10:00:00", "B 11:00:00").users()).containsExactly(1L, 1L);
    assertThat(abc().does("A 10:00:00", "B 11:00:00.001").users()).containsExactly(1L);
  }

  @Test
  void theWindowRunsFromTheEntryNotFromTheStepBefore() {
    assertThat(abc().does("A 10:00:00", "B 10:30:00", "C 11:00:00").users()).hasSize(3);
    assertThat(abc().does("A 10:00:00", "B 10:30:00", "C 11:00:00.001").users()).hasSize(2);
  }

  @Test
  void otherEventsInBetweenAreFine() {
    assertThat(abc().does("A 10:00:00", "X 10:01:00", "C 10:02:00", "B 10:03:00").users())
        .containsExactly(1L, 1L);
  }

  @Test
  void aStepBeforeItsTurnDoesNotCount() {
    assertThat(abc().does("B 10:00:00", "A 10:01:00", "C 10:02:00").users()).containsExactly(1L);
  }

  @Test
  void nobodyWhoCouldConvertFromALaterEntryIsMissed() {
    assertThat(abc().does("A 09:00:00", "A 10:30:00", "B 11:00:00", "C 11:30:00").users())
        .containsExactly(1L, 1L, 1L);
  }

  @Test
  void aUserCountsOncePerEntryBucket() {
    FunnelRun run = abc().does("A 10:00:00", "B 10:10:00", "A 12:00:00", "A 2024-03-02T10:00:00Z");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.users("2024-03-02")).containsExactly(1L);
  }

  @Test
  void theBucketIsThatOfTheEntryAlsoWhenTheStepsComeLater() {
    FunnelRun run = abc().does("A 23:59:59.999", "B 2024-03-02T00:10:00Z");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.users("2024-03-02")).isEmpty();
  }

  @Test
  void aStepExactlyTheWindowLaterReachesTheLastInstantOfABucket() {
    FunnelRun run = abc().does("A 23:59:59.999", "B 2024-03-02T00:59:59.999Z");
    assertThat(run.users()).containsExactly(1L, 1L);
  }

  @Test
  void usersAddUp() {
    FunnelRun run = abc().does("A 10:00:00", "B 10:10:00");
    run.does(FunnelRun.event("A 10:00:00").by("v"));
    assertThat(run.users()).containsExactly(2L, 1L);
  }

  @Test
  void equalTimesChainInStepOrderWhateverTheirIds() {
    assertThat(abc().does("A 10:00:00 3", "B 10:00:00 2", "C 10:00:00 1").users()).hasSize(3);
  }

  @Test
  void strictIncreaseChainsNoEqualTimes() {
    Funnel funnel = Funnel.of("A", "B").increasing();
    assertThat(new FunnelRun(funnel).does("A 10:00:00 1", "B 10:00:00 2").users()).hasSize(1);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:00:00.001").users()).hasSize(2);
  }

  @Test
  void withinTheGraceAStepMayBeEarlierThanTheOneBefore() {
    Funnel funnel = Funnel.of("A", "B").grace(2_000);
    FunnelRun run = new FunnelRun(funnel).does("B 09:59:58", "A 10:00:00");
    assertThat(run.users()).hasSize(2);
    assertThat(run.millis()).containsExactly(0L);
    assertThat(new FunnelRun(funnel).does("B 09:59:57.999", "A 10:00:00").users()).hasSize(1);
  }

  @Test
  void theGraceRunsFromTheStepBefore() {
    Funnel funnel = Funnel.of("A", "B", "C").grace(2_000);
    assertThat(new FunnelRun(funnel).does("C 09:59:56", "B 09:59:58", "A 10:00:00").users())
        .hasSize(3);
    assertThat(new FunnelRun(funnel).does("C 09:59:55.999", "B 09:59:58", "A 10:00:00").users())
        .hasSize(2);
  }

  @Test
  void aLateStepWithinTheGraceCorrectsTheBucketAfterItsOwnDay() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B", "C").grace(2_000));
    run.does("A 2024-03-02T00:00:00Z", "B 23:59:58", "C 23:59:56");
    assertThat(run.users("2024-03-02")).hasSize(3);
  }

  @Test
  void oneEventFillsAtMostOneStep() {
    Funnel funnel = Funnel.of("A", "A", "A");
    assertThat(new FunnelRun(funnel).does("A 10:00:00").users()).hasSize(1);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "A 10:00:00#2").users()).hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "A 10:01:00", "A 10:02:00").users())
        .hasSize(3);
  }

  @Test
  void theFirstMatchingEventOfAStepIsTaken() {
    assertThat(abc().does("A 10:00:00", "B 10:10:00", "B 10:20:00", "C 10:30:00").millis())
        .containsExactly(600_000L, 1_200_000L);
  }

  @Test
  void theLatestOfTheFurthestAttemptsIsReported() {
    String[] events = {"A 10:00:00", "A 10:10:00", "B 10:20:00", "A 10:30:00"};
    assertThat(abc().does(events).millis()).containsExactly(600_000L);
    assertThat(new FunnelRun(Funnel.of("A", "B").attempts(EARLIEST)).does(events).millis())
        .containsExactly(1_200_000L);
  }

  @Test
  void attemptFirstLooksAtNoOther() {
    Funnel funnel = Funnel.of("A", "B").window("PT10M").attempts(FIRST);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "A 11:00:00", "B 11:05:00");
    assertThat(run.users()).containsExactly(1L);
    assertThat(run.does("B 10:05:00").users()).containsExactly(1L, 1L);
    assertThat(run.does("A 09:00:00").users()).containsExactly(1L);
  }

  @Test
  void onlyTheFirstEventOfAFirstTimeStepEverCounts() {
    Funnel funnel = Funnel.of("A").step(EventMatcher.named("B"), Counts.FIRST).window("PT1H");
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "B 10:10:00");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.does("B 09:00:00").users()).containsExactly(1L);
  }

  @Test
  void theFirstOfEqualTimesIsTheOneWithTheLeastId() {
    Funnel funnel =
        Funnel.of("A")
            .step(EventMatcher.named("B"), Counts.FIRST)
            .order(FunnelsDefinition.Order.STRICT);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00 m", "B 10:00:00 n");
    assertThat(run.users()).hasSize(2);
    assertThat(run.does("B 10:00:00 l").users()).hasSize(1);
  }

  @Test
  void aFirstTimeEntryIsRememberedWhenItsEventHasLongExpired() {
    Funnel funnel = new Funnel().step(EventMatcher.named("A"), Counts.FIRST).window("PT1H");
    funnel.step(EventMatcher.named("B"), Counts.EVERY);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "B 10:10:00");
    run.watermark("2024-05-01T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does("A 2024-05-01T10:00:00Z", "B 2024-05-01T10:10:00Z");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.users("2024-05-01")).isEmpty();
  }

  @Test
  void aLateEventCorrectsEveryBucketThatItMattersTo() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B", "C").window("P2D"));
    run.does("A 10:00:00", "A 2024-03-02T10:00:00Z", "C 2024-03-03T09:00:00Z");
    assertThat(run.users()).hasSize(1);
    run.does("B 2024-03-02T11:00:00Z");
    assertThat(run.users()).hasSize(3);
    assertThat(run.users("2024-03-02")).hasSize(3);
  }

  @Test
  void anEventThatFailsTheConditionOfAStepDoesNotCount() {
    EventMatcher dear =
        new EventMatcher.Spec(
            List.of(),
            List.of("B"),
            List.of(new Condition("properties.value", Condition.Operator.GTE, List.of(10L))));
    Funnel funnel = Funnel.of("A").step(dear, Counts.EVERY);
    RawEvent b = FunnelRun.event("B 10:01:00");
    assertThat(new FunnelRun(funnel).does("A 10:00:00").does(b).users()).hasSize(1);
    assertThat(
            new FunnelRun(funnel).does("A 10:00:00").does(b.with("properties.value", 9L)).users())
        .hasSize(1);
    assertThat(
            new FunnelRun(funnel).does("A 10:00:00").does(b.with("properties.value", 10L)).users())
        .hasSize(2);
  }

  @Test
  void pagePingsCountWhereTheyMatch() {
    Funnel funnel = Funnel.of("A", "Page Ping");
    RawEvent ping = RawEvent.track("Page Ping").at("2024-03-01T10:01:00Z");
    assertThat(new FunnelRun(funnel).does("A 10:00:00").does(ping).users()).hasSize(2);
  }

  @Test
  void anEarlierFirstTimeEntryThatComesLateMovesTheUser() {
    Funnel funnel = new Funnel().step(EventMatcher.named("A"), Counts.FIRST).window("PT1H");
    funnel.step(EventMatcher.named("B"), Counts.EVERY);
    FunnelRun run = new FunnelRun(funnel).does("A 2024-03-02T10:00:00Z", "B 2024-03-02T10:10:00Z");
    assertThat(run.users("2024-03-02")).containsExactly(1L, 1L);
    run.does("A 10:00:00");
    assertThat(run.users("2024-03-02")).isEmpty();
    assertThat(run.users()).containsExactly(1L);
  }

  @Test
  void strictIncreaseHoldsBetweenAllSteps() {
    Funnel funnel = Funnel.of("A", "B", "C").increasing();
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:00:01 1", "C 10:00:01 2").users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:00:01", "C 10:00:01.001").users())
        .hasSize(3);
  }
}
