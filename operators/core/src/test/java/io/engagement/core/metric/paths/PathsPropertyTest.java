package io.engagement.core.metric.paths;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

class PathsPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, PathsCases::random);
  }

  @Test
  void holdWhenAnonymousIdsGetTheirOwner() {
    MetricLaws.holdWhenMerged(10_000, PathsCases::random);
  }
}
