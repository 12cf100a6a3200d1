package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.FIRST;
import static io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion.STOP;
import static io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion.VOID;
import static io.engagement.core.metric.funnels.FunnelsDefinition.Order.STRICT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.Period;
import org.junit.jupiter.api.Test;

/** What an excluded event between two steps does. */
class FunnelExclusionsTest {
  private static Funnel abc(int after, int before) {
    return Funnel.of("A", "B", "C").window("PT1H").exclude("X", after, before);
  }

  @Test
  void ifEveryFurthestAttemptIsTaintedTheUserLeavesTheBucket() {
    FunnelRun run = new FunnelRun(abc(1, 2)).does("A 10:00:00", "B 10:10:00");
    assertThat(run.users()).hasSize(2);
    assertThat(run.does("X 10:05:00").users()).isEmpty();
  }

  @Test
  void itIsStrictlyAfterTheOneStepAndStrictlyBeforeTheOther() {
    Funnel funnel = abc(1, 2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00 1", "X 10:00:00 2", "B 10:10:00").users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:00:00.001", "B 10:10:00").users())
        .isEmpty();
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:10:00 0", "B 10:10:00 1").users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:09:59.999", "B 10:10:00").users())
        .isEmpty();
  }

  @Test
  void ifTheLaterStepIsNotReachedItIsUntilTheEndOfTheWindow() {
    Funnel funnel = abc(1, 3);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:10:00", "X 11:00:00").users())
        .isEmpty();
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:10:00", "X 11:00:00.001").users())
        .hasSize(2);
  }

  @Test
  void anAttemptThatDoesNotReachTheEarlierStepIsNotTainted() {
    assertThat(new FunnelRun(abc(2, 3)).does("A 10:00:00", "X 10:10:00").users()).hasSize(1);
  }

  @Test
  void ofTwoThatEndAnAttemptAtOneInstantTheFirstOfTheConfigurationDecides() {
    String[] events = {
      "A 10:00:00", "B 10:00:10", "C 10:00:09", "X 10:00:09.500", "Y 10:00:09.500", "D 10:00:12"
    };
    Funnel grace = Funnel.of("A", "B", "C", "D").grace(2_000).on(STOP);
    assertThat(new FunnelRun(grace.exclude("X", 1, 2).exclude("Y", 3, 4)).does(events).users())
        .as("where a grace lets the third step come before the second")
        .containsExactly(1L);
    Funnel other = Funnel.of("A", "B", "C", "D").grace(2_000).on(STOP);
    assertThat(new FunnelRun(other.exclude("Y", 3, 4).exclude("X", 1, 2)).does(events).users())
        .containsExactly(1L, 1L, 1L);
  }

  @Test
  void anUntaintedAttemptThatIsAsFarSaves() {
    FunnelRun run = new FunnelRun(abc(1, 2)).does("A 10:00:00", "X 10:01:00", "A 10:02:00");
    assertThat(run.does("B 10:10:00").users()).hasSize(2);
    assertThat(run.millis()).containsExactly(480_000L);
  }

  @Test
  void aTaintedAttemptAfterAnUntaintedOneTakesNothingAway() {
    FunnelRun run = new FunnelRun(abc(1, 2)).does("A 10:00:00", "B 10:10:00");
    run.does("A 12:00:00", "X 12:01:00", "B 12:02:00");
    assertThat(run.users()).hasSize(2);
    assertThat(run.millis()).containsExactly(600_000L);
  }

  @Test
  void anUntaintedAttemptThatIsLessFarDoesNot() {
    String[] events = {"A 10:00:00", "X 10:01:00", "B 10:02:00", "A 12:00:00"};
    assertThat(new FunnelRun(abc(1, 2)).does(events).users()).isEmpty();
    assertThat(new FunnelRun(abc(1, 2).on(VOID)).does(events).users()).hasSize(1);
  }

  @Test
  void aVoidAttemptIsAsIfItHadNotBeen() {
    FunnelRun run = new FunnelRun(abc(1, 2).on(VOID)).does("A 10:00:00", "X 10:01:00");
    assertThat(run.users()).isEmpty();
  }

  @Test
  void stopKeepsTheStepsNotLaterThanTheFirstExcludedEvent() {
    Funnel funnel = abc(1, 3).on(STOP);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:01:00", "B 10:02:00").users())
        .hasSize(1);
    assertThat(
            new FunnelRun(funnel)
                .does("A 10:00:00", "X 10:02:00 0", "B 10:02:00 1", "C 10:03:00", "X 10:02:30")
                .users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "B 10:01:00", "X 10:30:00").users())
        .hasSize(2);
  }

  @Test
  void stopKeepsTheStepAfterWhichTheEventIsExcludedWhateverTheGraceDidToTimes() {
    Funnel funnel = Funnel.of("A", "B", "C", "D").grace(2_000).exclude("X", 3, 4).on(STOP);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00 1", "B 10:00:00 2", "C 09:59:58");
    assertThat(run.does("X 09:59:59", "D 10:00:01").users()).hasSize(3);
  }

  @Test
  void aTaintedFirstAttemptLeavesNothing() {
    FunnelRun run = new FunnelRun(abc(1, 2).attempts(FIRST));
    run.does("A 10:00:00", "X 10:01:00", "A 10:02:00", "B 10:03:00");
    assertThat(run.users()).isEmpty();
  }

  @Test
  void aVoidAttemptIsNotTheFirst() {
    FunnelRun run = new FunnelRun(abc(1, 2).on(VOID).attempts(FIRST));
    run.does("A 10:00:00", "X 10:00:10", "A 10:00:20", "B 10:00:30");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(run.millis()).containsExactly(10_000L);
    assertThat(run.does("A 10:01:00", "B 10:01:05", "C 10:01:10").users())
        .as("the attempt after it is the first, however far others come")
        .containsExactly(1L, 1L, 1L);
    assertThat(run.millis()).containsExactly(10_000L, 40_000L);
  }

  @Test
  void aVoidAttemptThatIsDecidedIsNotTheFirstEither() {
    Funnel funnel = abc(1, 2).on(VOID).attempts(FIRST).bucket(Period.ALL);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "X 10:01:00", "B 10:02:00");
    FunnelRun without = new FunnelRun(funnel).does("X 10:01:00");
    without.watermark("2024-04-01T00:00:00Z").run.flush();
    run.watermark("2024-04-01T00:00:00Z").run.flush();
    assertThat(run.run.bytes("u")).as("and leaves no record").isEqualTo(without.run.bytes("u"));
    run.run.restart();
    run.does("A 2024-04-01T10:00:00Z", "B 2024-04-01T10:05:00Z");
    assertThat(run.users("1970-01-01")).containsExactly(1L, 1L);
  }

  @Test
  void aTaintOfDecidedAttemptsIsRemembered() {
    Funnel funnel = abc(1, 2).bucket(Period.ALL);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "X 10:01:00", "B 10:02:00");
    run.watermark("2024-04-01T00:00:00Z");
    run.run.flush();
    run.run.restart();
    assertThat(run.does("A 2024-04-01T10:00:00Z").users("1970-01-01")).isEmpty();
    assertThat(run.does("B 2024-04-01T10:05:00Z").users("1970-01-01")).hasSize(2);
  }

  @Test
  void ofSeveralExclusionsTheFirstEventStops() {
    Funnel funnel = abc(2, 3).exclude("Y", 1, 3).on(STOP);
    String[] events = {"A 10:00:00", "B 10:02:00", "X 10:03:00", "C 10:04:00"};
    assertThat(new FunnelRun(funnel).does(events).users()).hasSize(2);
    assertThat(new FunnelRun(funnel).does(events).does("Y 10:01:00").users()).hasSize(1);
  }

  @Test
  void betweenOtherStepsAnExcludedEventIsLikeAnyOther() {
    assertThat(
            new FunnelRun(abc(1, 2))
                .does("A 10:00:00", "B 10:01:00", "X 10:02:00", "C 10:03:00")
                .users())
        .hasSize(3);
  }

  @Test
  void aStrictAttemptIsTaintedByWhatIsNotForeign() {
    Funnel funnel = abc(1, 2).order(STRICT).universe("Y");
    String[] events = {"A 10:00:00", "B 10:02:00"};
    assertThat(new FunnelRun(funnel).does(events).users()).hasSize(2);
    assertThat(new FunnelRun(funnel).does(events).does("X 10:01:00").users()).isEmpty();
    assertThat(new FunnelRun(funnel.on(VOID)).does(events).does("X 10:01:00").users()).isEmpty();
    assertThat(new FunnelRun(funnel.on(STOP)).does(events).does("X 10:01:00").users()).hasSize(1);
  }

  @Test
  void aVoidAttemptLeavesOthersThatCameLessFarInTheSameBucket() {
    FunnelRun run = new FunnelRun(abc(2, 3).on(VOID)).does("A 08:00:00", "A 10:00:00");
    run.does("B 10:10:00", "X 10:20:00");
    assertThat(run.users()).hasSize(1);
  }
}
