package io.engagement.core.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether two means differ, for one look at samples large enough for the normal distribution (from
 * some hundred users on). Who looks again and again while the users come in uses {@link
 * LiftInterval}.
 *
 * @param z the difference, variant minus control, in standard errors; NaN where there is no
 *     variance
 * @param pValue the probability of a difference at least as large, in either direction, where there
 *     is none; NaN with z
 */
public record ZTest(double z, double pValue) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * The test of two proportions with pooled variance. Worked example: Penn State, STAT 415, lesson
   * 9.4 "Comparing Two Proportions" (Z = 8.99).
   */
  public static ZTest ofProportions(
      long controlUsers, long controlConverters, long variantUsers, long variantConverters) {
    double pooled =
        (double) (controlConverters + variantConverters) / (controlUsers + variantUsers);
    double difference =
        (double) variantConverters / variantUsers - (double) controlConverters / controlUsers;
    return of(difference, pooled * (1 - pooled) * (1.0 / controlUsers + 1.0 / variantUsers));
  }

  /**
   * Welch's statistic, for variances that may differ, with the normal distribution. Worked example
   * of the statistic: Wikipedia, "Welch's t-test", the first of its examples (t = -2.46).
   */
  public static ZTest ofMeans(Sample control, Sample variant) {
    return of(variant.mean() - control.mean(), control.varianceOfMean() + variant.varianceOfMean());
  }

  private static ZTest of(double difference, double varianceOfDifference) {
    if (!(varianceOfDifference > 0)) {
      return new ZTest(Double.NaN, Double.NaN);
    }
    double z = difference / Math.sqrt(varianceOfDifference);
    return new ZTest(z, 2 * NORMAL.survivalProbability(Math.abs(z)));
  }
}
