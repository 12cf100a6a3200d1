package io.engagement.core.statistics;

/**
 * By how much a variant's mean is larger than the control's, relative to it, with a confidence
 * interval that may be looked at as often as one likes: with the given confidence it holds the true
 * lift at every moment of the experiment, not only at its end.
 *
 * <p>The interval is the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and
 * Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences" (2021), narrowest
 * at a number of users that is chosen beforehand; the variance of the lift is that of the delta
 * method. Worked examples: the tests of GrowthBook's statistics engine, {@code
 * TestSequentialTTest}.
 *
 * @param lift 0.1 for ten per cent more; NaN when the control's mean is 0
 * @param low NaN with the lift, or without variance
 * @param high NaN with the lift, or without variance
 */
public record LiftInterval(double lift, double low, double high) {

  /**
   * The lift of two samples.
   *
   * @param alpha the probability that the interval ever misses the true lift, 0 to 1
   * @param tunedForUsers at how many users, of both variants, it is to be narrowest
   */
  public static LiftInterval of(
      Sample control, Sample variant, double alpha, double tunedForUsers) {
    double base = control.mean();
    double ratio = variant.mean() / base;
    double variance =
        (variant.varianceOfMean() + ratio * ratio * control.varianceOfMean()) / (base * base);
    if (base == 0 || !(variance > 0)) {
      return new LiftInterval(base == 0 ? Double.NaN : ratio - 1, Double.NaN, Double.NaN);
    }
    double users = control.users() + variant.users();
    double half = Math.sqrt(variance * users) * widthOfUnit(users, alpha, tunedForUsers);
    return new LiftInterval(ratio - 1, ratio - 1 - half, ratio - 1 + half);
  }

  /** Half the width for observations of variance 1. */
  private static double widthOfUnit(double users, double alpha, double tunedForUsers) {
    double logAlpha = -2 * Math.log(alpha);
    double rhoSquared = (logAlpha + Math.log(logAlpha + 1)) / tunedForUsers;
    double spread = users * rhoSquared + 1;
    return Math.sqrt(
        2 * spread * Math.log(Math.sqrt(spread) / alpha) / (users * users * rhoSquared));
  }
}
