package io.engagement.core.metric;

/**
 * When a user who has gone silent is looked at once more to expire what no event can change any
 * more: at the end of a UTC day, so that all that is kept of the day needs one timer.
 */
public final class DailyExpiry {
  private static final long DAY_MILLIS = 86_400_000L;

  private DailyExpiry() {}

  /**
   * The watermark by which everything at or before an instant is behind the horizon.
   *
   * @param lastMillis epoch milliseconds
   * @param horizonMillis how far behind the watermark it still matters
   */
  public static long deadlineMillis(long lastMillis, long horizonMillis) {
    return lastMillis - Math.floorMod(lastMillis, DAY_MILLIS) + DAY_MILLIS + horizonMillis;
  }
}
