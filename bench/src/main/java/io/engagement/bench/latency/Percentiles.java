package io.engagement.bench.latency;

import java.util.Arrays;

/** Percentiles of numbers by nearest rank: each is one of the numbers. */
final class Percentiles {
  private final double[] sorted;

  Percentiles(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  /**
   * The smallest number that at least so many percent of them are not above.
   *
   * @param percent from 0 to 100; NaN when there are no numbers
   */
  double at(double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  double max() {
    return at(100);
  }
}
