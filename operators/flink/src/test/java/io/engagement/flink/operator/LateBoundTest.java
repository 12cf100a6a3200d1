package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LateBoundTest {
  private static final long HORIZON = 1_000;
  private static final long TOLERANCE = 50;
  private static final long NONE = Long.MIN_VALUE;

  private final LateBound bound = new LateBound(HORIZON, TOLERANCE);

  @Test
  void nothingIsLateBeforeAnyWatermark() {
    assertThat(bound.mayBeLate(0, NONE)).isFalse();
  }

  @Test
  void whatLiesBehindThePartitionsWatermarkMayBeLate() {
    assertThat(bound.mayBeLate(8_999, 10_000)).isTrue();
    assertThat(bound.mayBeLate(9_000, 10_000)).isFalse();
  }

  @Test
  void theSubtasksWatermarkCountsWhereItIsAheadOfThePartitions() {
    bound.reach(20_000);
    assertThat(bound.mayBeLate(18_999, 10_000)).isTrue();
    assertThat(bound.mayBeLate(19_000, 10_000)).isFalse();
  }

  @Test
  void everyEventMayBeLateFromWhenASubtaskIsIdleUntilItsWatermarkIsPastThen() {
    bound.reach(20_000);
    bound.idle();
    assertThat(bound.mayBeLate(1_000_000, 10_000)).isTrue();
    bound.active(500_000);
    bound.reach(500_049);
    assertThat(bound.mayBeLate(1_000_000, 10_000)).isTrue();
    bound.reach(500_050);
    assertThat(bound.mayBeLate(499_050, 10_000)).isFalse();
    assertThat(bound.mayBeLate(499_049, 10_000)).isTrue();
  }

  @Test
  void whatWasRefusedBeforeARestartMayBeRefusedAfterIt() {
    bound.reach(20_000);
    LateBound longer = new LateBound(5 * HORIZON, TOLERANCE);
    longer.restore(bound.toBytes(), 0);
    assertThat(longer.mayBeLate(18_999, NONE)).isTrue();
    assertThat(longer.mayBeLate(19_000, NONE)).isFalse();
    LateBound shorter = new LateBound(HORIZON / 2, TOLERANCE);
    shorter.restore(bound.toBytes(), 0);
    assertThat(shorter.mayBeLate(19_499, NONE)).isTrue();
    assertThat(shorter.mayBeLate(19_500, NONE)).isFalse();
  }

  @Test
  void aSubtaskThatWasIdleAtTheCheckpointIsSoAfterTheRestart() {
    bound.reach(20_000);
    bound.idle();
    LateBound again = new LateBound(HORIZON, TOLERANCE);
    again.restore(bound.toBytes(), 30_000);
    assertThat(again.mayBeLate(30_000, NONE)).isTrue();
    again.reach(30_050);
    assertThat(again.mayBeLate(30_000, NONE)).isFalse();
  }
}
