package io.engagement.core.statistics;

/**
 * Wilson's score interval of a share, at 95 %: what the share behind so many successes may well be.
 * Unlike the normal approximation it stays within 0 and 1 and holds for few trials and rare
 * successes.
 *
 * @param share successes over trials
 * @param low its lower bound
 * @param high its upper bound
 */
public record WilsonInterval(double share, double low, double high) {
  /** The 97.5th percentile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * The interval.
   *
   * @param successes at most as many as trials
   * @param trials at least 1
   * @throws IllegalArgumentException when successes are not among trials, or without trials
   */
  public static WilsonInterval of(long successes, long trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " successes of " + trials + " trials");
    }
    double share = (double) successes / trials;
    double squared = Z * Z / trials;
    double centre = (share + squared / 2) / (1 + squared);
    double half =
        Z * Math.sqrt(share * (1 - share) / trials + squared / (4 * trials)) / (1 + squared);
    return new WilsonInterval(
        share,
        successes == 0 ? 0 : Math.max(0, centre - half),
        successes == trials ? 1 : Math.min(1, centre + half));
  }
}
