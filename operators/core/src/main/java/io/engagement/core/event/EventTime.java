package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Decides when an event happened, from the four times a record may carry and the broker's append
 * time; never from a clock, so that a replay decides alike.
 *
 * <p>{@code timestamp} beside {@code originalTimestamp} was corrected by the collector and is
 * trusted. A time of the device is moved by what {@code receivedAt} and {@code sentAt} differ, when
 * that is 60 s or more. Without either time the event happened when it arrived. A time later than
 * the arrival by more than the tolerance becomes the arrival. The arrival is the append time, in
 * files {@code receivedAt}; one that cannot be, because brokers and collectors are younger, is
 * none.
 */
final class EventTime {
  /** Stands for a time that is not there. */
  static final long ABSENT = Long.MIN_VALUE;

  /** Stands for a time that is there and cannot be read. */
  static final long UNREADABLE = Long.MIN_VALUE + 1;

  /** The last millisecond of the year 9999. */
  static final long LATEST_MILLIS = 253_402_300_799_999L;

  /**
   * 2011-01-01: nothing arrived anywhere before Kafka's first release. What claims to have is a
   * time in seconds where milliseconds are meant, or none.
   */
  static final long EARLIEST_ARRIVAL_MILLIS = 1_293_840_000_000L;

  private static final long MIN_SKEW_MILLIS = 60_000;

  private final EventClock clock;
  private final long futureToleranceMillis;
  private final Warnings warnings;

  EventTime(EventClock clock, long futureToleranceMillis, Warnings warnings) {
    this.clock = clock;
    this.futureToleranceMillis = futureToleranceMillis;
    this.warnings = warnings;
  }

  static boolean inRange(long millis) {
    return millis >= 0 && millis <= LATEST_MILLIS;
  }

  /** Which of its two times the record claims: whether it is {@code originalTimestamp}. */
  boolean claimsOriginal(long timestamp, long original) {
    return timestamp == ABSENT || (clock == EventClock.RAW && original != ABSENT);
  }

  /** The time the record claims, before any correction, {@link #ABSENT} or {@link #UNREADABLE}. */
  long claimed(long timestamp, long original) {
    return claimsOriginal(timestamp, original) ? original : timestamp;
  }

  /**
   * Sets the time and the flags of an event. Times are epoch milliseconds, {@link #ABSENT} or
   * {@link #UNREADABLE}.
   *
   * @return null, {@link RejectionReason#MISSING_TIMESTAMP} or {@link
   *     RejectionReason#INVALID_TIMESTAMP}
   */
  @Nullable RejectionReason resolve(
      long timestamp,
      long original,
      long sentAt,
      long receivedAt,
      long appendTime,
      UserEvent into) {
    long claimed = claimed(timestamp, original);
    if (claimed == UNREADABLE) {
      return RejectionReason.INVALID_TIMESTAMP;
    }
    long appended = appendTime == ABSENT ? ABSENT : arrival(appendTime, "append_time");
    long time = claimed;
    if (claimed == ABSENT) {
      long received = arrival(receivedAt, "receivedAt");
      time = received != ABSENT ? received : appended;
      if (time == ABSENT) {
        return RejectionReason.MISSING_TIMESTAMP;
      }
      repaired(into, UserEvent.ARRIVAL_TIME, WarningCode.ARRIVAL_TIME);
    } else if (isOfDevice(timestamp, original) && sentAt != ABSENT && receivedAt != ABSENT) {
      time = corrected(claimed, sentAt, receivedAt, into);
    }
    long bound = appended != ABSENT ? appended : arrival(receivedAt, "receivedAt");
    if (bound != ABSENT && time - futureToleranceMillis > bound) {
      time = bound;
      repaired(into, UserEvent.TIME_CLAMPED, WarningCode.TIME_CLAMPED);
    }
    if (!inRange(time)) {
      return RejectionReason.INVALID_TIMESTAMP;
    }
    into.timeMillis = time;
    return null;
  }

  private boolean isOfDevice(long timestamp, long original) {
    return switch (clock) {
      case AUTO -> timestamp == ABSENT || original == ABSENT;
      case DELIVERED -> false;
      case RAW -> true;
    };
  }

  private long corrected(long claimed, long sentAt, long receivedAt, UserEvent into) {
    if (sentAt == UNREADABLE) {
      warnings.warn(WarningCode.UNREADABLE_TIME, "sentAt", null);
      return claimed;
    }
    long received = arrival(receivedAt, "receivedAt");
    if (received == ABSENT || Math.abs(received - sentAt) < MIN_SKEW_MILLIS) {
      return claimed;
    }
    repaired(into, UserEvent.CLOCK_CORRECTED, WarningCode.CLOCK_CORRECTED);
    return received - (sentAt - claimed);
  }

  /** A time of arrival, {@link #ABSENT} when it cannot be one. */
  private long arrival(long millis, String field) {
    if (millis == UNREADABLE) {
      warnings.warn(WarningCode.UNREADABLE_TIME, field, null);
      return ABSENT;
    }
    if (millis != ABSENT && (millis < EARLIEST_ARRIVAL_MILLIS || millis > LATEST_MILLIS)) {
      warnings.warn(WarningCode.IMPLAUSIBLE_ARRIVAL, field, millis);
      return ABSENT;
    }
    return millis;
  }

  private void repaired(UserEvent event, int flag, WarningCode code) {
    event.flags |= flag;
    warnings.warn(code, "timestamp", null);
  }
}
