package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReturnTimesTest {
  private static final long SEED = 77L;

  @Test
  void everyStretchOfAStepShowsAsManyAsAreNeededOrAllItHas() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 500; round++) {
      int needed = 1 + random.nextInt(4);
      long step = 1 + random.nextInt(30);
      int span = 1 + random.nextInt(200);
      ReturnTimes times = new ReturnTimes();
      List<Long> all = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        long time = random.nextInt(span);
        times.add(time, needed, step);
        all.add(time);
      }
      for (long from = -step; from <= span; from++) {
        long start = from;
        long has = all.stream().filter(time -> time >= start && time < start + step).count();
        assertThat(Math.min(needed, times.count(from, from + step)))
            .as("round %d of seed %d", round, SEED)
            .isEqualTo((int) Math.min(needed, has));
      }
    }
  }

  @Test
  void aStepHasAboutTwiceAsManyAsAreNeededAtMost() {
    SplittableRandom random = new SplittableRandom(SEED);
    ReturnTimes times = new ReturnTimes();
    for (int i = 0; i < 50_000; i++) {
      times.add(random.nextInt(72 * 3_600), 2, 24 * 3_600);
    }
    assertThat(times.size()).isLessThanOrEqualTo((72 / 24 + 1) * (2 * 2 + 1));
  }

  @Test
  void aTimeGoesWhenItsNeighboursLieWithinLessThanAStep() {
    assertThat(sizeOf(100, 0, 50, 99)).as("one before and one after").isEqualTo(2);
    assertThat(sizeOf(100, 0, 50, 100)).as("exactly a step apart").isEqualTo(3);
    assertThat(sizeOf(100, 50, 60, 40)).as("where the new one is the first").isEqualTo(2);
    assertThat(sizeOf(100, 40, 50, 60)).as("where the new one is the last").isEqualTo(2);
    assertThat(sizeOf(100, 40, 60, 50)).as("where the new one is between").isEqualTo(2);
  }

  private static int sizeOf(long step, long... arriving) {
    ReturnTimes times = new ReturnTimes();
    for (long time : arriving) {
      times.add(time, 1, step);
    }
    return times.size();
  }

  @Test
  void twoAtAnInstantAndThoseBefore1970AreReadBack() {
    ReturnTimes times = new ReturnTimes();
    times.add(-5, 9, 100);
    times.add(3, 9, 100);
    times.add(-5, 9, 100);
    ReturnTimes read = ReturnTimes.read(over(written(times)));
    assertThat(read.size()).isEqualTo(3);
    assertThat(read.count(-5, -4)).isEqualTo(2);
    assertThat(read.last()).isEqualTo(3);
  }

  @Test
  void timesOutOfOrderAreRefused() {
    StateWriter out = new StateWriter(16);
    out.writeUnsigned(2);
    out.writeSigned(7);
    out.writeSigned(-1);
    byte[] bytes = out.toBytes();
    assertThatThrownBy(() -> ReturnTimes.read(over(bytes)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("out of order");
  }

  private static byte[] written(ReturnTimes times) {
    StateWriter out = new StateWriter(16);
    times.write(out);
    return out.toBytes();
  }

  private static StateReader over(byte[] bytes) {
    return new StateReader().over(bytes, 0, bytes.length);
  }
}
