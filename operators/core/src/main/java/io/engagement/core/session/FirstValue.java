package io.engagement.core.session;

/**
 * The value of a dimension at the first event that has one, and where that event lies.
 *
 * @param id the encoded message id; not to be changed
 */
record FirstValue(String text, long millis, byte[] id) {

  /** Whether an event lies before, by time, then by message id. */
  boolean isAfter(long otherMillis, byte[] otherId) {
    return MessageIds.isAfter(millis, id, otherMillis, otherId);
  }
}
