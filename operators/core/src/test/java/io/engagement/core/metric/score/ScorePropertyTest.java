package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.Arrivals;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.session.Publish;
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

  /** Once no session is open, nothing shows how often the row was published before. */
  @Test
  void aRowThatWaitsIsTheSameOnceSessionsAreClosed() {
    long seed = 78;
    RandomGenerator random = new SplittableRandom(seed);
    boolean wasHeldBack = false;
    for (int i = 0; i < HISTORIES; i++) {
      long ofCase = random.nextLong();
      MetricCase trial = ScoreCases.random(new SplittableRandom(ofCase), Publish.CHANGES);
      MetricCase waits =
          ScoreCases.random(
              new SplittableRandom(ofCase),
              i % 2 == 0 ? Publish.CLOSED : Publish.every(1_000L << random.nextInt(14)));
      List<RawEvent> history = trial.histories().next(random);
      MetricRun<?> changing = MetricRun.of(trial);
      MetricRun<?> closing = MetricRun.of(waits);
      String what =
          "seed %d, history %d of %s: %s".formatted(seed, i, waits.description(), history);
      for (RawEvent event : history) {
        for (MetricRun<?> run : List.of(changing, closing)) {
          run.accept(event);
          run.flush();
          run.restart();
        }
        wasHeldBack = wasHeldBack || !closing.rows().differencesFrom(changing.rows()).isEmpty();
        if (random.nextInt(3) == 0) {
          long watermark = event.timeMillis() - random.nextLong(10_000_000);
          changing.advanceTo(watermark);
          closing.advanceTo(watermark);
        }
      }
      changing.finish();
      closing.finish();
      assertThat(closing.rows().differencesFrom(changing.rows())).as(what).isEmpty();
    }
    assertThat(wasHeldBack).isTrue();
  }
}
