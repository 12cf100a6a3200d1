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

  /** Whether they are counted with the next flush, as after a merge; else with the next event. */
  boolean isMerged;

  /** Nothing expires until what lies before this is not restated any more; not written. */
  long expiresAtMillis = Long.MIN_VALUE;

  SlicedState(Slices<T> slices, int uncounted) {
    this.slices = slices;
    this.uncounted = uncounted;
  }
}
