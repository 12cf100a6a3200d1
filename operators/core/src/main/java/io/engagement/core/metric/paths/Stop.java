package io.engagement.core.metric.paths;

import io.engagement.core.session.MessageIds;

/**
 * An event that a path goes by.
 *
 * @param millis its time, epoch milliseconds
 * @param id its message id, encoded; {@link #NO_ID} once nothing can come beside it any more
 * @param item what it stands for
 */
record Stop(long millis, byte[] id, String item) {
  static final byte[] NO_ID = MessageIds.bytes("");

  /** Whether it lies after a position, by time, then by message id. */
  boolean isAfter(long otherMillis, byte[] otherId) {
    return MessageIds.isAfter(millis, id, otherMillis, otherId);
  }

  Stop sealed() {
    return new Stop(millis, NO_ID, item);
  }
}
