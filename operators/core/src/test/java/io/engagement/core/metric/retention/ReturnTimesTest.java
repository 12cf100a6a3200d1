package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;

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
}
