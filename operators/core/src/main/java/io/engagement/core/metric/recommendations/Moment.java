package io.engagement.core.metric.recommendations;

import io.engagement.core.session.MessageIds;

/** Something a user did; ordered by time, then by message id. */
abstract class Moment {
  static final byte[] NO_ID = {};

  /** Epoch milliseconds. */
  final long millis;

  /** As {@link MessageIds} writes it; empty when no other event can come beside it any more. */
  byte[] id;

  Moment(long millis, byte[] id) {
    this.millis = millis;
    this.id = id;
  }

  /** What it counts against the limit of its day. */
  abstract int weight();

  abstract int heapBytes();

  boolean isAfter(Moment other) {
    return MessageIds.isAfter(millis, id, other.millis, other.id);
  }

  int idHeapBytes() {
    return id.length == 0 ? 0 : 16 + (id.length + 7 & ~7);
  }
}
