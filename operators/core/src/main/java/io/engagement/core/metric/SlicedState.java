package io.engagement.core.metric;

/**
 * One user's section of a {@link SlicedMetric}.
 *
 * @param <T> a slice
 */
public final class SlicedState<T> {
  final Slices<T> slices;

  /** Periods, as bits by ordinal, whose cells do not know the slices of this state. */
  int uncounted;

  /** Nothing expires until what lies before this is not restated any more; not written. */
  long expiresAtMillis = Long.MIN_VALUE;

  SlicedState(Slices<T> slices, int uncounted) {
    this.slices = slices;
    this.uncounted = uncounted;
  }
}
