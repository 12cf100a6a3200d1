package io.engagement.core.metric.activeusers;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

class ActiveUsersPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ActiveUsersCases::random);
  }
}
