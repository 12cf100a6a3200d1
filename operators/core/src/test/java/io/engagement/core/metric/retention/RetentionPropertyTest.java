package io.engagement.core.metric.retention;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

class RetentionPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, RetentionCases::random);
  }
}
