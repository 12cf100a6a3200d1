package io.engagement.core.metric;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * What a metric keeps of one slice of a user's events: of all of them, or of those that have one
 * value of a breakdown.
 *
 * @param <T> a slice; mutable
 */
public interface SliceKind<T> {

  /** A slice without events. */
  T create();

  /**
   * Adds a slice of another id of the same person, with the same dimension value.
   *
   * @param from not to be used afterwards
   */
  void merge(T into, T from);

  /** Whether nothing would be lost if the slice were created again by its next event. */
  boolean isEmpty(T slice);

  /** What it takes on the heap, roughly. */
  int heapBytes(T slice);

  void write(T slice, StateWriter out);

  /**
   * Reads what {@link #write} wrote.
   *
   * @param layout that of the {@link Slices}
   * @throws IllegalStateException when the bytes are damaged
   */
  T read(StateReader in, int layout);
}
