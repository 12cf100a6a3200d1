package io.engagement.core.metric.activeusers;

import io.engagement.core.laws.MetricLaws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ActiveUsersPropertyTest {
  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ActiveUsersCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, ActiveUsersCases::random);
  }

  @Test
  void takeBackNothingTheyDidNotCountAndStayExactWhenMergedLate() {
    MetricLaws.holdForCurrentCellsWhenMergedLate(
        10_000, random -> ActiveUsersCases.random(random).merging(random));
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000,
        random -> ActiveUsersCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }
}
