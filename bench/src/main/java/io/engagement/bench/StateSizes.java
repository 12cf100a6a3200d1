package io.engagement.bench;

import java.util.Arrays;

/** What histories take at the end of each period, by user and part. */
final class StateSizes {
  /** The whole history, before the parts. */
  static final int WHOLE = 0;

  private final int[][][] bytes;

  StateSizes(int periods, int parts, int users) {
    bytes = new int[periods][parts][users];
  }

  void set(int period, int part, int user, int size) {
    bytes[period][part][user] = size;
  }

  int users(int period) {
    return (int) Arrays.stream(bytes[period][WHOLE]).filter(size -> size > 0).count();
  }

  /** Over the users that have a history. */
  double mean(int period, int part) {
    return Arrays.stream(bytes[period][part]).asLongStream().sum()
        / (double) Math.max(1, users(period));
  }

  /** The same; 0.99 for the size that one user in a hundred exceeds. */
  int quantile(int period, int part, double share) {
    int[] sorted = bytes[period][part].clone();
    Arrays.sort(sorted);
    int without = sorted.length - users(period);
    int at = without + (int) (share * (sorted.length - without));
    return sorted[Math.min(at, sorted.length - 1)];
  }

  int max(int period, int part) {
    return Arrays.stream(bytes[period][part]).max().orElse(0);
  }
}
