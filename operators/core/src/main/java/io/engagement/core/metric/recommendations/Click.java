package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.Nullable;

/** A click on a shown item. */
final class Click extends Moment {
  /**
   * Of the impression; without a position, when the click has none, that of the item anywhere in
   * its recommendation or list.
   */
  final long key;

  /** Whether {@link #key} is one of {@link Showing#anywhereKey} only. */
  final boolean isAnywhere;

  /** Where it counts as long as it belongs to no impression. */
  final Spot own;

  /** As published: whether it counts as belonging to no impression. */
  boolean unattributed;

  /** As just computed. */
  boolean unattributedNow;

  /** The impression it belongs to, as computed last. */
  @Nullable Showing joined;

  /** Where its conversions count: the place of {@link #joined}. */
  @Nullable Spot spot;

  Click(long millis, byte[] id, long key, boolean isAnywhere, Spot own) {
    super(millis, id);
    this.key = key;
    this.isAnywhere = isAnywhere;
    this.own = own;
  }

  @Override
  int weight() {
    return 1;
  }

  @Override
  int heapBytes() {
    return 150 + idHeapBytes();
  }
}
