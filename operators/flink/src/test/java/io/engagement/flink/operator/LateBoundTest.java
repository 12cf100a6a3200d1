package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.flink.Watermarks;
import java.util.SplittableRandom;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput.DataOutput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.StatusWatermarkValve;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

class LateBoundTest {
  private static final long HORIZON = 1_000;
  private static final long TOLERANCE = 50;
  private static final long NONE = Long.MIN_VALUE;

  private static final long SEED = 20_261_130;

  private long now;
  private final LateBound bound = new LateBound(HORIZON, TOLERANCE, () -> now);

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
  void aSubtaskThatHasBeenIdleIsJudgedByTheClockAlsoWhenItsOwnWatermarkIsLaterThanThen() {
    bound.reach(20_000);
    bound.idle();
    now = 500_000;
    assertThat(bound.mayBeLate(499_049, 10_000)).isTrue();
    assertThat(bound.mayBeLate(499_050, 10_000)).isFalse();
    bound.reach(500_100);
    now = 700_000;
    assertThat(bound.mayBeLate(699_049, 10_000)).isTrue();
    assertThat(bound.mayBeLate(699_050, 10_000)).isFalse();
  }

  /** Subtasks fall idle, come back far behind, and go on so; the job's watermark is Flink's own. */
  @Test
  void whateverTheJobFindsLateMayBeLate() throws Exception {
    long lacking = 0;
    for (long seed = SEED; seed < SEED + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int subtasks = random.nextInt(1, 5);
      Job job = new Job();
      StatusWatermarkValve valve = new StatusWatermarkValve(subtasks);
      LateBound[] bounds = new LateBound[subtasks];
      long[] reached = new long[subtasks];
      long[] lag = new long[subtasks];
      boolean[] isIdle = new boolean[subtasks];
      now = 1_000_000;
      for (int i = 0; i < subtasks; i++) {
        bounds[i] = new LateBound(HORIZON, TOLERANCE, () -> now);
        lag[i] = random.nextInt(100);
        reached[i] = NONE;
      }
      for (int step = 0; step < 300; step++) {
        now += random.nextInt(40);
        int i = random.nextInt(subtasks);
        switch (random.nextInt(8)) {
          case 0 -> {
            bounds[i].idle();
            valve.inputWatermarkStatus(WatermarkStatus.IDLE, i, job);
            isIdle[i] = true;
            lag[i] = random.nextInt(3_000);
          }
          case 1, 2, 3 -> {
            if (isIdle[i]) {
              valve.inputWatermarkStatus(WatermarkStatus.ACTIVE, i, job);
              isIdle[i] = false;
            }
            reached[i] = Math.max(reached[i], now - lag[i]);
            bounds[i].reach(reached[i]);
            valve.inputWatermark(new Watermark(reached[i] - 1), i, job);
          }
          case 4 -> {
            LateBound restored = new LateBound(HORIZON, TOLERANCE, () -> now);
            restored.restore(bounds[i].toBytes());
            bounds[i] = restored;
          }
          default -> {
            long time = now - lag[i] - random.nextInt(2_000);
            boolean isLate = job.watermark != NONE && time < job.watermark - HORIZON;
            lacking += isLate && time >= reached[i] - HORIZON ? 1 : 0;
            assertThat(bounds[i].mayBeLate(time, NONE) || !isLate).as("seed %d", seed).isTrue();
          }
        }
      }
    }
    assertThat(lacking).as("late by the job's watermark alone").isPositive();
  }

  /** What the histories see of watermarks. */
  private static final class Job implements DataOutput<Object> {
    long watermark = NONE;

    @Override
    public void emitWatermark(Watermark mark) {
      watermark = Math.max(watermark, Watermarks.fromFlink(mark.getTimestamp()));
    }

    @Override
    public void emitRecord(StreamRecord<Object> record) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void emitWatermark(WatermarkEvent event) {}
  }

  @Test
  void whatWasRefusedBeforeARestartMayBeRefusedAfterIt() {
    bound.reach(20_000);
    assertAcceptedFrom(19_000);
    bound.idle();
    now = 30_000;
    assertAcceptedFrom(29_050);
  }

  /** Whatever the horizon is after the restart, and however late it is then. */
  private void assertAcceptedFrom(long millis) {
    LateBound longer = new LateBound(5 * HORIZON, TOLERANCE, () -> now);
    longer.restore(bound.toBytes());
    assertThat(longer.mayBeLate(millis - 1, NONE)).isTrue();
    assertThat(longer.mayBeLate(millis, NONE)).isFalse();
    LateBound shorter = new LateBound(HORIZON / 2, TOLERANCE, () -> now);
    shorter.restore(bound.toBytes());
    assertThat(shorter.mayBeLate(millis + HORIZON / 2 - 1, NONE)).isTrue();
    assertThat(shorter.mayBeLate(millis + HORIZON / 2, NONE)).isFalse();
  }

  @Test
  void aSubtaskThatWasIdleBeforeARestartIsJudgedByTheClockAfterIt() {
    bound.reach(20_000);
    bound.idle();
    LateBound again = new LateBound(HORIZON, TOLERANCE, () -> now);
    again.restore(bound.toBytes());
    again.reach(30_050);
    now = 90_000;
    assertThat(again.mayBeLate(89_049, NONE)).isTrue();
    assertThat(again.mayBeLate(89_050, NONE)).isFalse();
  }
}
