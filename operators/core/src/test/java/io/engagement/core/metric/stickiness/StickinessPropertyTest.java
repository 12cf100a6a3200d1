package io.engagement.core.metric.stickiness;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

class StickinessPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, StickinessCases::random);
  }
}
