package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.EARLIEST;
import static io.engagement.core.metric.funnels.FunnelsDefinition.LAST_STEP;
import static io.engagement.core.metric.funnels.FunnelsDefinition.Order.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the reported attempt gives to a row: the values of breakdowns, the times of its steps. */
class FunnelReportTest {
  private static final int MEAN = 2;
  private static final int MEDIAN = 3;
  private static final int P90 = 4;

  private static Funnel abc() {
    return Funnel.of("A", "B", "C").window("PT1H").by("plan");
  }

  private static RawEvent planned(String event, String plan) {
    return FunnelRun.event(event).with("properties.plan", plan);
  }

  /** Users by step under a plan. */
  private static List<Long> users(Funnel funnel, String plan, RawEvent... events) {
    return new FunnelRun(funnel).does(events).users("2024-03-01", "plan", plan);
  }

  @Test
  void aBreakdownsValueIsThatOfTheEntry() {
    RawEvent[] events = {planned("A 10:00:00", "free"), planned("B 10:01:00", "pro")};
    assertThat(users(abc(), "free", events)).containsExactly(1L, 1L);
    assertThat(users(abc(), "pro", events)).isEmpty();
  }

  @Test
  void anEntryWithoutValueIsNone() {
    RawEvent[] events = {FunnelRun.event("A 10:00:00"), planned("B 10:01:00", "pro")};
    assertThat(users(abc(), "(none)", events)).containsExactly(1L, 1L);
  }

  @Test
  void aBreakdownsValueMayBeThatOfTheLastStepReached() {
    Funnel last = abc().attributedTo(LAST_STEP);
    RawEvent entry = planned("A 10:00:00", "free");
    assertThat(users(last, "free", entry)).containsExactly(1L);
    assertThat(users(last, "pro", entry, planned("B 10:01:00", "pro"))).containsExactly(1L, 1L);
    assertThat(users(last, "free", entry, planned("B 10:01:00", "pro"))).isEmpty();
  }

  @Test
  void aBreakdownsValueMayBeThatOfAGivenStep() {
    Funnel second = abc().attributedTo(2);
    RawEvent[] events = {
      planned("A 10:00:00", "free"), planned("B 10:01:00", "pro"), planned("C 10:02:00", "team")
    };
    assertThat(users(second, "pro", events)).containsExactly(1L, 1L, 1L);
    assertThat(users(second, "(none)", events)).isEmpty();
    assertThat(users(second, "(none)", events[0])).as("not reached").containsExactly(1L);
  }

  @Test
  void aUserHasOneValuePerBucketThatOfTheReportedAttempt() {
    RawEvent[] events = {
      planned("A 10:00:00", "free"), planned("A 10:01:00", "pro"), planned("B 10:02:00", "team")
    };
    assertThat(users(abc(), "pro", events)).containsExactly(1L, 1L);
    assertThat(users(abc(), "free", events)).isEmpty();
    assertThat(users(abc().attempts(EARLIEST), "free", events)).containsExactly(1L, 1L);
    assertThat(users(abc().attempts(EARLIEST), "pro", events)).isEmpty();
  }

  @Test
  void inAnotherBucketTheUserMayHaveAnotherValue() {
    FunnelRun run = new FunnelRun(abc());
    run.does(planned("A 10:00:00", "free"), planned("A 2024-03-02T10:00:00Z", "pro"));
    assertThat(run.users("2024-03-01", "plan", "free")).containsExactly(1L);
    assertThat(run.users("2024-03-02", "plan", "pro")).containsExactly(1L);
    assertThat(run.users("2024-03-02", "plan", "free")).isEmpty();
  }

  @Test
  void anAttemptThatComesFurtherThroughALateEventTakesTheUserToItsValue() {
    FunnelRun run = new FunnelRun(abc());
    run.does(planned("A 08:00:00", "free"), planned("A 10:00:00", "pro"));
    assertThat(run.users("2024-03-01", "plan", "pro")).containsExactly(1L);
    run.does(FunnelRun.event("B 08:30:00"));
    assertThat(run.users("2024-03-01", "plan", "free")).containsExactly(1L, 1L);
    assertThat(run.users("2024-03-01", "plan", "pro")).isEmpty();
  }

  @Test
  void ofEntriesAtOneInstantTheLatestIsTheOneWithTheGreatestId() {
    RawEvent[] events = {
      planned("A 10:00:00 2", "pro"), planned("A 10:00:00 1", "free"), planned("B 10:01:00", "x")
    };
    assertThat(users(abc(), "pro", events)).containsExactly(1L, 1L);
    assertThat(users(abc().attempts(EARLIEST), "free", events)).containsExactly(1L, 1L);
  }

  @Test
  void ofEventsAtOneInstantAStepTakesTheOneWithTheLeastId() {
    RawEvent[] events = {
      planned("A 10:00:00", "x"), planned("B 10:01:00 2", "pro"), planned("B 10:01:00 1", "free")
    };
    assertThat(users(abc().attributedTo(2), "free", events)).containsExactly(1L, 1L);
    assertThat(users(abc().attributedTo(2), "pro", events)).isEmpty();
  }

  @Test
  void inAnyOrderTheEntryIsTheFirstOfTheSequence() {
    RawEvent[] events = {planned("C 10:00:00", "free"), planned("A 10:01:00", "pro")};
    assertThat(users(abc().order(ANY), "free", events)).containsExactly(1L, 1L);
    assertThat(users(abc().order(ANY).attributedTo(2), "pro", events)).containsExactly(1L, 1L);
    assertThat(users(abc().order(ANY).attributedTo(3), "(none)", events)).containsExactly(1L, 1L);
  }

  /** A run in which users take so many milliseconds from A to B. */
  private static FunnelRun taking(long... millis) {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("PT1H"));
    long start = FunnelRun.event("A 10:00:00").timeMillis();
    for (int i = 0; i < millis.length; i++) {
      run.does(
          RawEvent.track("A").by("user-" + i).at(start),
          RawEvent.track("B").by("user-" + i).at(start + millis[i]));
    }
    return run;
  }

  @Test
  void theMeanIsExactAndRoundedHalfUpToTheMillisecond() {
    assertThat(taking(1, 1, 2).row("2024-03-01", 2).get(MEAN)).isEqualTo(1L);
    assertThat(taking(1, 2).row("2024-03-01", 2).get(MEAN)).isEqualTo(2L);
    assertThat(taking(0, 3_599_999).row("2024-03-01", 2).get(MEAN)).isEqualTo(1_800_000L);
  }

  @Test
  void theMedianOfAnOddCountIsTheOneInTheMiddle() {
    assertThat(taking(100, 10, 20).row("2024-03-01", 2).get(MEDIAN)).isEqualTo(20L);
  }

  @Test
  void theMedianOfAnEvenCountIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(taking(100, 10, 40, 20).row("2024-03-01", 2).get(MEDIAN)).isEqualTo(30L);
  }

  @Test
  void theNinetiethPercentileLiesBetweenItsNeighbours() {
    // Rank 0.9 x 3 = 2.7 from 0: 40 + 0.7 x 60.
    assertThat(taking(100, 10, 40, 20).row("2024-03-01", 2).get(P90)).isEqualTo(82L);
  }

  @Test
  void percentilesTakeCorrections() {
    FunnelRun run = taking(100, 10, 40);
    long start = FunnelRun.event("A 10:00:00").timeMillis();
    run.does(RawEvent.track("B").by("user-0").at(start + 20));
    assertThat(run.row("2024-03-01", 2)).isEqualTo(taking(20, 10, 40).row("2024-03-01", 2));
  }

  @Test
  void theFirstStepFollowsNone() {
    assertThat(taking(5).row("2024-03-01", 1))
        .isEqualTo(Arrays.asList("A", 1L, null, null, null, false));
  }
}
