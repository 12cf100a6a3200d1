package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.Nullable;

/** A click on a shown item. */
final class Click extends Moment {
  /** That of {@link Showing#anywhereKey}. */
  final long anywhereKey;

  /** Whether it names an impression by an id of its own. */
  final boolean hasOwnKey;

  /** Where it counts as long as it belongs to no impression. */
  final Spot own;

  /** That of {@link Showing#key}; {@link #anywhereKey} when the click has no position. */
  final long key;

  /** As published: whether it counts as belonging to no impression. */
  boolean unattributed;

  /** As just computed. */
  boolean unattributedNow;

  /** The impression it belongs to, as computed last. */
  @Nullable Showing joined;

  /** Where its conversions count: the place of {@link #joined}. */
  @Nullable Spot spot;

  private Click(long millis, byte[] id, long anywhereKey, boolean hasOwnKey, Spot own) {
    super(millis, id);
    this.anywhereKey = anywhereKey;
    this.hasOwnKey = hasOwnKey;
    this.own = own;
    this.key =
        hasOwnKey || own.position() == Spot.ANYWHERE
            ? anywhereKey
            : ShownKeys.at(anywhereKey, own.position());
  }

  /** A click on an item of a recommendation or list. */
  static Click onItem(long millis, byte[] id, long anywhereKey, Spot own) {
    return new Click(millis, id, anywhereKey, false, own);
  }

  /** A click on an impression that it names. */
  static Click onImpression(long millis, byte[] id, long ownKey, Spot own) {
    return new Click(millis, id, ownKey, true, own);
  }

  /** Whether it is on the item wherever it stood. */
  boolean isAnywhere() {
    return !hasOwnKey && own.position() == Spot.ANYWHERE;
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
