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
    return millis != other.millis
        ? millis > other.millis
        : MessageIds.compare(id, 0, other.id, 0) > 0;
  }

  int idHeapBytes() {
    return id.length == 0 ? 0 : 16 + (id.length + 7 & ~7);
  }
}
