package io.engagement.core.metric.carts;

import io.engagement.core.laws.MetricLaws;
import org.junit.jupiter.api.Test;

/** The laws of metrics, for random definitions of carts over random histories. */
class CartsPropertyTest {

  @Test
  void theLawsHoldForAnyDefinition() {
    MetricLaws.hold(10_000, CartsCases::random);
  }

  @Test
  void theyHoldWhenIdsAreMerged() {
    MetricLaws.holdWhenMerged(10_000, CartsCases::random);
  }
}
