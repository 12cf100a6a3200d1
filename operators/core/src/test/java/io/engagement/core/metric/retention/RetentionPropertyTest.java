package io.engagement.core.metric.retention;

import io.engagement.core.laws.MetricLaws;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, RetentionCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, RetentionCases::random);
  }

  @Test
  void takesBackNothingThatWasNotCountedWhenMergedLate() {
    MetricLaws.holdWhenMergedLate(10_000, random -> RetentionCases.random(random).merging(random));
  }

  @Test
  void returnsOnPeriodsStayExactWhenMergedLate() {
    MetricLaws.holdForCurrentCellsWhenMergedLate(
        10_000, random -> RetentionCases.random(random, Counting.ON).merging(random));
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000, random -> RetentionCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }
}
