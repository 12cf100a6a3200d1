package io.engagement.core.metric.retention;

import io.engagement.core.event.EventOrder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * The user's first event that decides about their only cohort, for good. Which of two events at the
 * same instant comes first is decided by their ids, kept only while such an event may still come,
 * or one of another id of the same person be merged.
 */
final class FirstEvent {
  private static final long NEVER = Long.MAX_VALUE;

  private long timeMillis = NEVER;
  private String messageId = "";
  private boolean isStart;

  boolean isPresent() {
    return timeMillis != NEVER;
  }

  /** Whether no accepted event can come before it any more. */
  boolean isKnown(long acceptedFromMillis) {
    return timeMillis < acceptedFromMillis;
  }

  /** Whether an event comes before it. */
  boolean isAfter(UserEvent event) {
    return EventOrder.isBefore(event, timeMillis, messageId);
  }

  /** Whether another one comes before it. */
  boolean isAfter(FirstEvent other) {
    return other.timeMillis < timeMillis
        || (other.timeMillis == timeMillis
            && EventOrder.compareTexts(other.messageId, messageId) < 0);
  }

  /** Becomes another one. */
  void set(FirstEvent other) {
    timeMillis = other.timeMillis;
    messageId = other.messageId;
    isStart = other.isStart;
  }

  /**
   * Becomes an event.
   *
   * @param id of the event; {@code ""} where it does not matter which of two at an instant it is
   */
  void set(UserEvent event, String id, boolean givesCohort) {
    timeMillis = event.timeMillis;
    messageId = id;
    isStart = givesCohort;
  }

  void expire(long restatedFromMillis) {
    if (isKnown(restatedFromMillis)) {
      messageId = "";
    }
  }

  int heapBytes() {
    return 32 + (messageId.isEmpty() ? 0 : 56 + messageId.length());
  }

  /** Layout: whether there is one, its time, its id, whether it gives a cohort. */
  void write(StateWriter out) {
    out.writeBoolean(isPresent());
    if (isPresent()) {
      out.writeSigned(timeMillis);
      out.writeText(messageId);
      out.writeBoolean(isStart);
    }
  }

  static FirstEvent read(StateReader in) {
    FirstEvent read = new FirstEvent();
    if (in.readBoolean()) {
      read.timeMillis = in.readSigned();
      read.messageId = in.readRequiredText();
      read.isStart = in.readBoolean();
    }
    return read;
  }
}
