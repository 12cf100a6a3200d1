package io.engagement.core.metric.retention;

import io.engagement.core.metric.Slices;

/** One user's section of a {@code retention} definition. */
final class RetentionState<T> {
  final Slices<T> slices;

  /** Whether the cells know nothing of what is here, as after a merge; not written. */
  boolean uncounted;

  /** Nothing expires until what lies before this is not restated any more; not written. */
  long expiresAtMillis = Long.MIN_VALUE;

  RetentionState(Slices<T> slices) {
    this.slices = slices;
  }
}
