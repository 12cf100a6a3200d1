package io.engagement.core.metric.lifecycle;

import io.engagement.core.metric.Slices;

/**
 * One user's section of a {@code lifecycle} definition.
 *
 * <p>What is kept: the first active day for good, and the active days from the start of the period
 * before the one that the oldest accepted event falls into: at most 62 days before the late
 * horizon; as much for each dimension value that the user ever had.
 */
final class LifecycleState {
  final Slices<Lifeline> slices;

  /** Periods, as bits by ordinal, whose cells do not know the days of this state yet. */
  int uncounted;

  /** Nothing is to be forgotten until events are accepted from here on only; not written. */
  long forgetAtMillis = Long.MIN_VALUE;

  LifecycleState(Slices<Lifeline> slices, int uncounted) {
    this.slices = slices;
    this.uncounted = uncounted;
  }
}
