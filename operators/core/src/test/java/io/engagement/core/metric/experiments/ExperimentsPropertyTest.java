package io.engagement.core.metric.experiments;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

class ExperimentsPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ExperimentsCases::random);
  }
}
