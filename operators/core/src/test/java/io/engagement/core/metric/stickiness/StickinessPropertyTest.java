package io.engagement.core.metric.stickiness;

import io.engagement.core.laws.MetricLaws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StickinessPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, StickinessCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, StickinessCases::random);
  }

  @Test
  void takeBackNothingTheyDidNotCountAndStayExactWhenMergedLate() {
    MetricLaws.holdForCurrentCellsWhenMergedLate(
        10_000, random -> StickinessCases.random(random).merging(random));
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000, random -> StickinessCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }
}
