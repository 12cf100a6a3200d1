package io.engagement.generate;

/**
 * The only source of chance in this package: SplitMix64, written out so that a seed gives the same
 * numbers on every Java version.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double DOUBLE_UNIT = 0x1.0p-53;

  private long state;

  Dice(long seed) {
    this.state = seed;
  }

  /** A well spread value that depends on both numbers alone. */
  static long mix(long seed, long number) {
    return finish(seed + (number + 1) * GOLDEN_GAMMA);
  }

  private static long finish(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    return finish(state);
  }

  /** Uniform in [0, 1). */
  double nextDouble() {
    return (nextLong() >>> 11) * DOUBLE_UNIT;
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform in [low, high]. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** Exponentially distributed with the given mean. */
  double exponential(double mean) {
    return -StrictMath.log(1.0 - nextDouble()) * mean;
  }

  /**
   * A pause in milliseconds as people make them: most near {@code typicalMillis}, some much longer.
   * The product of three uniforms approximates a log-normal without its cost.
   */
  int pause(int typicalMillis) {
    double spread = (0.35 + nextDouble()) * (0.35 + nextDouble()) / (0.15 + nextDouble());
    return 1 + (int) (typicalMillis * spread);
  }

  /** An index in [0, size), small ones far more often than large ones. */
  int skewed(int size) {
    double u = nextDouble();
    return (int) (u * u * u * size);
  }

  /** An index drawn by cumulative weights that end at {@code cumulative[length - 1]}. */
  int weighted(int[] cumulative) {
    int drawn = below(cumulative[cumulative.length - 1]);
    int index = 0;
    while (cumulative[index] <= drawn) {
      index++;
    }
    return index;
  }
}
