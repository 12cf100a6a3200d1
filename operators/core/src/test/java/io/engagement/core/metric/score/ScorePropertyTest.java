package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.Arrivals;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ScorePropertyTest {
  private static final int HISTORIES = 1_000;

  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ScoreCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, ScoreCases::random);
  }

  /** The laws compare the score within a tolerance; this compares every digit. */
  @Test
  void theOrderOfArrivalShowsNeitherInTheRowsNorInTheBytes() {
    long seed = 77;
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < HISTORIES; i++) {
      MetricCase trial = ScoreCases.random(random);
      List<RawEvent> history = trial.histories().next(random);
      MetricRun<?> inOrder = MetricRun.of(trial);
      history.forEach(inOrder::accept);
      inOrder.flush();
      MetricRun<?> permuted = MetricRun.of(trial);
      for (RawEvent event : Arrivals.permuted(history, trial.lateHorizonMillis(), random)) {
        permuted.accept(event);
        if (random.nextInt(3) == 0) {
          permuted.flush();
          permuted.restart();
        }
      }
      permuted.flush();
      String what =
          "seed %d, history %d of %s: %s".formatted(seed, i, trial.description(), history);
      assertThat(permuted.rows().differencesFrom(inOrder.rows())).as(what).isEmpty();
      for (RawEvent event : history) {
        assertThat(permuted.bytes(event.user())).as(what).isEqualTo(inOrder.bytes(event.user()));
      }
    }
  }
}
