package io.engagement.core.metric.retention;

import io.engagement.core.metric.Slices;

/** One user's section of a {@code retention} definition. */
final class RetentionState<T> {
  final Slices<T> slices;

  /** Nothing expires until events are accepted from here on only; not written. */
  long expiresAtMillis = Long.MIN_VALUE;

  RetentionState(Slices<T> slices) {
    this.slices = slices;
  }
}
