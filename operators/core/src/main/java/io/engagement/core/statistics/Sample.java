package io.engagement.core.statistics;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The users of one variant, summed up.
 *
 * @param users how many there are
 * @param mean of what is measured per user
 * @param variance of it; NaN where there are too few users to tell
 */
public record Sample(long users, double mean, double variance) {

  /** Where each user has converted or not: the share of those who have, and its variance. */
  public static Sample ofConverters(long users, long converters) {
    double share = (double) converters / users;
    return new Sample(users, share, share * (1 - share));
  }

  /**
   * Where each user has a number: the mean, and the unbiased estimate of the variance. Taken from
   * the exact sums, so nothing cancels out.
   *
   * @param sum of the numbers
   * @param sumSquares of the numbers' squares
   */
  public static Sample ofSums(long users, BigDecimal sum, BigDecimal sumSquares) {
    if (users < 1) {
      return new Sample(users, Double.NaN, Double.NaN);
    }
    BigDecimal count = BigDecimal.valueOf(users);
    double mean = sum.divide(count, MathContext.DECIMAL128).doubleValue();
    if (users < 2) {
      return new Sample(users, mean, Double.NaN);
    }
    BigDecimal deviations = sumSquares.multiply(count).subtract(sum.multiply(sum));
    BigDecimal variance =
        deviations.divide(count.multiply(count.subtract(BigDecimal.ONE)), MathContext.DECIMAL128);
    return new Sample(users, mean, variance.doubleValue());
  }

  /** The variance of the mean. */
  double varianceOfMean() {
    return variance / users;
  }
}
