package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.FIRST;
import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.LATEST;
import static io.engagement.core.metric.funnels.FunnelsDefinition.Order.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All steps within the window, in whatever order. */
class AnyOrderFunnelTest {
  private static Funnel abc() {
    return Funnel.of("A", "B", "C").order(ANY).window("PT1H");
  }

  @Test
  void stepsCountInTheOrderInWhichTheyCome() {
    FunnelRun run = new FunnelRun(abc()).does("C 10:00:00", "A 10:10:00", "B 10:30:00");
    assertThat(run.users()).containsExactly(1L, 1L, 1L);
    assertThat(run.millis()).containsExactly(600_000L, 1_200_000L);
  }

  @Test
  void exactlyTheWindowLaterStillConverts() {
    assertThat(new FunnelRun(abc()).does("C 10:00:00", "A 11:00:00").users()).hasSize(2);
    assertThat(new FunnelRun(abc()).does("C 10:00:00", "A 11:00:00.001").users()).hasSize(1);
  }

  @Test
  void everyMatchingEventOpensACandidate() {
    FunnelRun run =
        new FunnelRun(abc()).does("A 09:00:00", "B 10:30:00", "A 11:00:00", "C 11:30:00");
    assertThat(run.users()).hasSize(3);
  }

  @Test
  void repeatsOfAStepChangeNothing() {
    FunnelRun run = new FunnelRun(abc()).does("A 10:00:00", "A 10:10:00", "B 10:30:00");
    assertThat(run.users()).hasSize(2);
  }

  @Test
  void theEarliestOfTheFurthestIsReported() {
    String[] events = {"A 10:00:00", "A 10:10:00", "B 10:30:00"};
    assertThat(new FunnelRun(abc()).does(events).millis()).containsExactly(1_800_000L);
    assertThat(new FunnelRun(abc().attempts(LATEST)).does(events).millis())
        .containsExactly(1_200_000L);
  }

  @Test
  void theEntryFillsTheStepThatGetsFurthestAndLaterEventsTheLowest() {
    EventMatcher aOrB =
        new EventMatcher.AnyOf(List.of(EventMatcher.named("A"), EventMatcher.named("B")));
    Funnel entry = new Funnel().order(ANY).step(aOrB, Counts.EVERY);
    entry.step(EventMatcher.named("A"), Counts.EVERY);
    // A would fill step 1, and B could not fill step 2.
    assertThat(new FunnelRun(entry).does("A 10:00:00", "B 10:01:00").users()).hasSize(2);
    Funnel later = Funnel.of("C").order(ANY).step(aOrB, Counts.EVERY);
    later.step(EventMatcher.named("A"), Counts.EVERY);
    // A fills step 2, the lowest, and leaves nothing for B.
    assertThat(new FunnelRun(later).does("C 10:00:00", "A 10:01:00", "B 10:02:00").users())
        .hasSize(2);
  }

  @Test
  void oneEventFillsOneStepOfSeveralAlike() {
    Funnel funnel = Funnel.of("A", "A").order(ANY);
    assertThat(new FunnelRun(funnel).does("A 10:00:00").users()).hasSize(1);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "A 10:01:00").users()).hasSize(2);
  }

  @Test
  void anExcludedEventEndsTheAttempt() {
    Funnel funnel = abc().exclude("X", 1, 3);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:10:00", "B 10:20:00").users())
        .hasSize(1);
    assertThat(
            new FunnelRun(funnel)
                .does("A 10:00:00", "B 10:10:00 1", "X 10:10:00 0", "C 10:20:00")
                .users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00 1", "X 10:00:00 2", "B 10:20:00").users())
        .hasSize(2);
  }

  @Test
  void anExclusionBetweenLaterStepsLeavesTheEarlierAlone() {
    Funnel funnel = abc().exclude("X", 2, 3);
    assertThat(
            new FunnelRun(funnel)
                .does("B 10:00:00", "X 10:05:00", "A 10:10:00", "C 10:20:00")
                .users())
        .hasSize(3);
    assertThat(
            new FunnelRun(funnel)
                .does("B 10:00:00", "A 10:05:00", "X 10:10:00", "C 10:20:00")
                .users())
        .hasSize(2);
  }

  @Test
  void everyBucketHasTheAttemptsThatWereEnteredInIt() {
    FunnelRun run = new FunnelRun(abc()).does("C 23:59:59.999", "A 2024-03-02T00:00:00Z");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.users("2024-03-02")).containsExactly(1L);
  }

  @Test
  void ofEqualTimesTheLeastIdEnters() {
    FunnelRun run = new FunnelRun(abc()).does("A 10:00:00 2", "B 10:00:00 1", "C 10:00:07");
    assertThat(run.users()).hasSize(3);
    assertThat(run.millis()).containsExactly(0L, 7_000L);
  }

  @Test
  void attemptFirstLooksAtNoOther() {
    FunnelRun run = new FunnelRun(abc().attempts(FIRST));
    run.does("B 08:00:00", "A 10:00:00", "C 10:10:00", "B 10:20:00");
    assertThat(run.users()).hasSize(1);
    assertThat(run.does("A 09:00:00").users()).hasSize(2);
  }

  @Test
  void onlyTheFirstEventOfAFirstTimeStepEverCounts() {
    Funnel funnel = Funnel.of("A").order(ANY).step(EventMatcher.named("B"), Counts.FIRST);
    FunnelRun run = new FunnelRun(funnel.window("PT1H")).does("B 10:00:00", "A 10:10:00");
    assertThat(run.users()).hasSize(2);
    assertThat(run.does("B 08:00:00").users()).hasSize(1);
  }
}
