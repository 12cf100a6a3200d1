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
  private static final int PRESENT = 1;
  private static final int START = 1 << 1;
  private static final int ID = 1 << 2;

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

  /**
   * Layout 2: 0 for none, else 1, plus 2 if it gives a cohort, plus 4 if its id is kept; its time;
   * its id. Layout 1: whether there is one, its time, its id, whether it gives a cohort.
   */
  void write(StateWriter out) {
    if (!isPresent()) {
      out.writeByte(0);
      return;
    }
    out.writeByte(PRESENT | (isStart ? START : 0) | (messageId.isEmpty() ? 0 : ID));
    out.writeSigned(timeMillis);
    if (!messageId.isEmpty()) {
      out.writeText(messageId);
    }
  }

  static FirstEvent read(StateReader in, int layout) {
    FirstEvent read = new FirstEvent();
    int flags = in.readByte();
    if (flags != 0) {
      read.timeMillis = in.readSigned();
      read.messageId = layout == 1 || (flags & ID) != 0 ? in.readRequiredText() : "";
      read.isStart = layout == 1 ? in.readBoolean() : (flags & START) != 0;
    }
    return read;
  }
}
