package io.engagement.core.metric.score;

import io.engagement.core.table.PublishedDecimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How points fade: by half in every half-life.
 *
 * <p>Event time is cut into periods of one half-life from the epoch on. An event at phase f (0 to
 * 1) of period k gives weight x 2^f points of period k: a whole number of 2^-30, rounded event by
 * event. Points of one period add up as whole numbers, so neither the order of arrival nor the
 * number of restarts shows in them. The score at an instant of period K, phase F is the sum of the
 * periods' points x 2^(k - K), x 2^-F, taken from the oldest period to the newest, and rounded to
 * six digits after the point. {@link StrictMath} gives the same bits on every machine.
 *
 * <p>What is {@link #KEPT_PERIODS} periods older than the last event has faded to less than 10^-12
 * and counts as nothing.
 */
record Decay(long halfLifeMillis) {
  /** Periods before that of the last event that still count. */
  static final int KEPT_PERIODS = 50;

  private static final int FRACTION_BITS = 30;
  private static final int PUBLISHED_DECIMALS = 6;
  private static final double MILLION = 1e6;

  long period(long timeMillis) {
    return Math.floorDiv(timeMillis, halfLifeMillis);
  }

  private double phase(long timeMillis) {
    return (double) Math.floorMod(timeMillis, halfLifeMillis) / halfLifeMillis;
  }

  /** What an event adds to its period. */
  long points(double weight, long timeMillis) {
    return Math.round(Math.scalb(weight * StrictMath.pow(2, phase(timeMillis)), FRACTION_BITS));
  }

  /** The score at an instant that no event is after. */
  @Nullable BigDecimal score(PeriodPoints points, long timeMillis) {
    double sum = sum(points, period(timeMillis));
    long millionths = Math.round(sum * StrictMath.pow(2, -phase(timeMillis)) * MILLION);
    return PublishedDecimal.of(BigInteger.valueOf(millionths), PUBLISHED_DECIMALS);
  }

  /**
   * The logarithm to the base 2 of what the score at an instant would have been at the epoch: the
   * points of a period are its score at the period's beginning, so only the number of the period is
   * added. Whole half-lives are kept apart from the rest, so that nothing is lost but in the sum.
   *
   * @return exact but for the rounding of 64-bit numbers; only for points that add up to more than
   *     0
   */
  double log(PeriodPoints points, long timeMillis) {
    long now = period(timeMillis);
    double sum = sum(points, now);
    int halvings = Math.getExponent(sum);
    return now + halvings + StrictMath.log(Math.scalb(sum, -halvings)) / StrictMath.log(2);
  }

  /** The points as of the beginning of a period. */
  private static double sum(PeriodPoints points, long now) {
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      long age = now - points.period(i);
      if (age <= KEPT_PERIODS) {
        sum += Math.scalb((double) points.points(i), (int) -age - FRACTION_BITS);
      }
    }
    return sum;
  }
}
