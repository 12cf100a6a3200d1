package io.engagement.bench.latency;

/**
 * The highest steady rate with which a job keeps up. What it sustains with a backlog is more: there
 * events wait, and all of a user's are taken in at once.
 */
final class FullLoad {
  /** Of what is sustained with a backlog, where the search begins. */
  private static final double FIRST_SHARE = 1 / 6.0;

  private static final double STEP = Math.sqrt(2);

  private FullLoad() {}

  /** Measures a rate. */
  @FunctionalInterface
  interface Trial {
    boolean keepsUp(double rate) throws Exception;
  }

  /**
   * Goes up by steps until the job does not keep up, and tries once between the last two; down from
   * the first where even that is too much.
   *
   * @param sustained events a second with a backlog
   * @return the highest rate tried with which it kept up; 0 when it does not with a hundredth of
   *     what it sustains
   */
  static double find(double sustained, Trial trial) throws Exception {
    double rate = sustained * FIRST_SHARE;
    while (!trial.keepsUp(rate)) {
      rate /= 2;
      if (rate < sustained / 100) {
        return 0;
      }
    }
    double next = rate * STEP;
    while (trial.keepsUp(next)) {
      rate = next;
      next *= STEP;
    }
    double between = Math.sqrt(rate * next);
    return trial.keepsUp(between) ? between : rate;
  }
}
