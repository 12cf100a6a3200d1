package io.engagement.core.metric.retention;

import io.engagement.core.metric.Slices;

/** One user's section of a {@code retention} definition. */
final class RetentionState<T> {
  /** With {@link RetentionDefinition.Attribution#START} that of all events alone. */
  final Slices<T> slices;

  /** Without any but with {@link RetentionDefinition.Attribution#START}. */
  final StartValues startValues;

  /** Whether the cells know nothing of what is here, as after a merge; not written. */
  boolean uncounted;

  /** Nothing expires until what lies before this is not restated any more; not written. */
  long expiresAtMillis = Long.MIN_VALUE;

  RetentionState(Slices<T> slices, StartValues startValues) {
    this.slices = slices;
    this.startValues = startValues;
  }
}
