package io.engagement.core.metric.experiments;

import io.engagement.core.laws.MetricLaws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExperimentsPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ExperimentsCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, ExperimentsCases::random);
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000,
        random -> ExperimentsCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }
}
