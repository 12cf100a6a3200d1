package io.engagement.core.config;

import java.io.Serializable;

/**
 * How long rows are kept in PostgreSQL, by their time; {@link #FOREVER} for good.
 *
 * @param sessionsMillis facts of sessions, by their last event
 * @param cartsMillis facts of carts, by their last activity
 * @param rejectedMillis rejected records, by when they were appended
 * @param lateMillis late records, by when they were appended
 * @param correctionsMillis corrections, by when they were made
 * @param tombstonesMillis tombstones of rows that left, by when they did
 * @param minutesMillis minutes of {@code rolling_5m} in {@code active_users}
 */
public record RetentionConfig(
    long sessionsMillis,
    long cartsMillis,
    long rejectedMillis,
    long lateMillis,
    long correctionsMillis,
    long tombstonesMillis,
    long minutesMillis)
    implements Serializable {
  public static final long FOREVER = Long.MAX_VALUE;

  private static final long DAY = 86_400_000L;

  /**
   * When nothing is said: what somebody may need goes only when somebody says so. Minutes are kept
   * longer where events and claims change what is older.
   */
  public static final RetentionConfig DEFAULT =
      new RetentionConfig(FOREVER, FOREVER, FOREVER, FOREVER, 30 * DAY, 30 * DAY, 7 * DAY);
}
