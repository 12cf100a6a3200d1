package io.engagement.core.metric.trends;

import io.engagement.core.laws.MetricLaws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrendsPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, TrendsCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, TrendsCases::random);
  }

  @Test
  void takeBackNothingTheyDidNotCountAndStayExactWhenMergedLate() {
    // A sum may be below 0.
    MetricLaws.holdForCurrentCellsWhenMergedLate(
        10_000, random -> TrendsCases.random(random, null).merging(random));
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000, random -> TrendsCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }
}
