package io.engagement.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Engagement may be folded in pieces that begin with a view. */
class EngagementTest {
  private static final PingRule RULE = new PingRule(10_000L, 5_000L);
  private static final long SEED = 20_240_302L;

  @Test
  void mergingGoesOnFromTheLaterOfBothLastViews() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      Engagement whole = new Engagement();
      Engagement first = new Engagement();
      Engagement later = new Engagement();
      int marks = 1 + random.nextInt(12);
      int border = random.nextInt(marks);
      long millis = 0;
      for (int j = 0; j < marks; j++) {
        millis += random.nextLong(15_000L);
        boolean isView = j == border || random.nextInt(3) == 0;
        mark(whole, isView, millis);
        mark(j < border ? first : later, isView, millis);
      }
      Engagement turnedRound = later.copy();
      turnedRound.merge(first, RULE);
      first.merge(later, RULE);
      assertThat(turnedRound.millis(RULE)).as("seed %d", SEED).isEqualTo(whole.millis(RULE));
      assertThat(first.millis(RULE)).as("seed %d", SEED).isEqualTo(whole.millis(RULE));
      mark(first, false, millis + 20_000L);
      mark(whole, false, millis + 20_000L);
      assertThat(first.millis(RULE)).as("seed %d", SEED).isEqualTo(whole.millis(RULE));
    }
  }

  private static void mark(Engagement engagement, boolean isView, long millis) {
    if (isView) {
      engagement.view(millis, RULE);
    } else {
      engagement.ping(millis, RULE);
    }
  }
}
