package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Decides when an event happened, from the four times a record may carry and the broker's append
 * time; never from a clock, so that a replay decides alike.
 *
 * <p>{@code originalTimestamp} with {@code sentAt}: when the device's clock, seen by {@code
 * sentAt}, is off from {@code receivedAt} (or else the append time) by 60 s to 24 h, both
 * inclusive, the time is moved by that much; a clock that is off further is left alone and flagged.
 * Otherwise {@code timestamp}, else {@code originalTimestamp}, as it is. A time later than the
 * append time (or else {@code receivedAt}) by more than the tolerance becomes that time and is
 * flagged.
 */
final class EventTime {
  /** Stands for a time that is not known. */
  static final long ABSENT = Long.MIN_VALUE;

  /** The last millisecond of the year 9999. */
  static final long LATEST_MILLIS = 253_402_300_799_999L;

  private static final long MIN_SKEW_MILLIS = 60_000;
  private static final long MAX_SKEW_MILLIS = 86_400_000;

  private final long futureToleranceMillis;

  EventTime(long futureToleranceMillis) {
    this.futureToleranceMillis = futureToleranceMillis;
  }

  static boolean inRange(long millis) {
    return millis >= 0 && millis <= LATEST_MILLIS;
  }

  /** The time the record claims, before any correction, or {@link #ABSENT}. */
  static long claimed(long timestamp, long original, long sentAt) {
    boolean byDevice = original != ABSENT && sentAt != ABSENT;
    return byDevice || timestamp == ABSENT ? original : timestamp;
  }

  /**
   * Sets the time and the flags of an event. All times are epoch milliseconds or {@link #ABSENT}.
   */
  @Nullable RejectionReason resolve(
      long timestamp,
      long original,
      long sentAt,
      long receivedAt,
      long appendTime,
      UserEvent into) {
    if (timestamp == ABSENT && original == ABSENT) {
      return RejectionReason.MISSING_TIMESTAMP;
    }
    long arrival = receivedAt != ABSENT ? receivedAt : appendTime;
    long time = claimed(timestamp, original, sentAt);
    if (original != ABSENT && sentAt != ABSENT) {
      long skew = arrival == ABSENT ? 0 : Math.abs(arrival - sentAt);
      if (skew > MAX_SKEW_MILLIS) {
        into.flags |= UserEvent.SKEW_UNCORRECTED;
      } else if (skew >= MIN_SKEW_MILLIS) {
        time = arrival - (sentAt - original);
      }
    }
    long bound = appendTime != ABSENT ? appendTime : receivedAt;
    if (bound != ABSENT && time - futureToleranceMillis > bound) {
      time = bound;
      into.flags |= UserEvent.TIME_CLAMPED;
    }
    if (!inRange(time)) {
      return RejectionReason.INVALID_TIMESTAMP;
    }
    into.timeMillis = time;
    return null;
  }
}
