package io.engagement.core.time;

/**
 * Days of UTC, whatever the deployment's zone: what is kept of users expires by them, so that all
 * that is kept of a day needs one timer.
 */
public final class UtcDay {
  public static final long MILLIS = 86_400_000L;

  private UtcDay() {}

  /** An instant's day, from the epoch's. */
  public static long of(long millis) {
    return Math.floorDiv(millis, MILLIS);
  }

  /** The start of an instant's day, epoch milliseconds; the ends of time stay what they are. */
  public static long startMillis(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? millis
        : millis - Math.floorMod(millis, MILLIS);
  }

  /** The start of the day after an instant's; not for the end of time. */
  public static long endMillis(long millis) {
    return startMillis(millis) + MILLIS;
  }
}
