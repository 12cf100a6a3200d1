package io.engagement.core.metric.stickiness;

import io.engagement.core.metric.Slices;

/**
 * One user's section of a {@code stickiness} definition.
 *
 * <p>What is kept: active days, or hours, from the start of the oldest period that an accepted
 * event could still fall into, or that a rolling window with one could still reach back to: at most
 * 31 days before the late horizon; counts below {@code min-events} only while their interval can
 * still grow (of weeks: as long as the days). As much for each dimension value of that time.
 */
final class StickinessState {
  final Slices<Attendance> slices;

  /** Periods, as bits by ordinal, whose cells do not know the days of this state yet. */
  int uncounted;

  /** Nothing is to be forgotten until events are accepted from here on only; not written. */
  long forgetAtMillis = Long.MIN_VALUE;

  StickinessState(Slices<Attendance> slices, int uncounted) {
    this.slices = slices;
    this.uncounted = uncounted;
  }
}
