package io.engagement.core.metric.trends;

import io.engagement.core.metric.Slices;

/** One user's section of a {@code trends} definition. */
final class TrendsState {
  final Slices<Tallies> slices;

  /** Whether all is to be counted again, as ids have been merged; not written. */
  boolean uncounted;

  TrendsState(Slices<Tallies> slices) {
    this.slices = slices;
  }
}
