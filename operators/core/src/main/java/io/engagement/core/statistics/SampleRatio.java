package io.engagement.core.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether users were split over the variants as they should have been. Where they were not, the
 * assignment or its recording is broken, and nothing else that the experiment shows can be trusted.
 *
 * <p>Pearson's chi-squared test of goodness of fit. Worked examples: Wikipedia, "Sample ratio
 * mismatch" (600 and 400 of 1000 users: p = 2.54e-10); Kohavi, Tang, Xu, "Trustworthy Online
 * Controlled Experiments", chapter 21 (821 588 and 815 482 users: p = 1.8e-6).
 *
 * @param chiSquared the statistic
 * @param pValue the probability of a split at least as uneven by chance
 */
public record SampleRatio(double chiSquared, double pValue) {
  /** Below it the split is not by chance. */
  public static final double MISMATCH_BELOW = 0.001;

  /**
   * The test.
   *
   * @param users by variant
   * @param weights of the variants, in any unit: equal ones for an even split
   * @throws IllegalArgumentException for fewer than two variants, or not as many weights, or
   *     without users
   */
  public static SampleRatio of(long[] users, double[] weights) {
    if (users.length < 2 || weights.length != users.length) {
      throw new IllegalArgumentException(
          users.length + " variants with " + weights.length + " weights cannot be compared");
    }
    double total = 0;
    double totalWeight = 0;
    for (int i = 0; i < users.length; i++) {
      total += users[i];
      totalWeight += weights[i];
    }
    if (total == 0) {
      throw new IllegalArgumentException("there are no users");
    }
    double chiSquared = 0;
    for (int i = 0; i < users.length; i++) {
      double expected = total * weights[i] / totalWeight;
      chiSquared += (users[i] - expected) * (users[i] - expected) / expected;
    }
    double pValue = ChiSquaredDistribution.of(users.length - 1).survivalProbability(chiSquared);
    return new SampleRatio(chiSquared, pValue);
  }

  public boolean isMismatch() {
    return pValue < MISMATCH_BELOW;
  }
}
