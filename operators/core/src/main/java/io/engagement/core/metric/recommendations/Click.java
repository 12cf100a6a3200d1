package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Moment;
import org.jspecify.annotations.Nullable;

/** A click on a shown item. */
final class Click extends Moment {
  static final long NO_KEY = 0;

  /** That of {@link Impression#anywhereKey}. */
  final long anywhereKey;

  /** Whether it names an impression by an id of its own. */
  final boolean hasOwnKey;

  /** Where it counts as long as it belongs to no impression. */
  final Spot own;

  /** That of {@link Impression#key}; {@link #anywhereKey} when the click has no position. */
  final long key;

  /** As published: whether it counts as belonging to no impression. */
  boolean unattributed;

  /** As just computed. */
  boolean unattributedNow;

  /** The impression it belongs to, as computed last. */
  @Nullable Impression joined;

  /** Where its conversions count: the place of {@link #joined}. */
  @Nullable Spot spot;

  /** How much less it writes for its position than it means: 1 when it counts from 0. */
  final int base;

  /**
   * The key of the same item one position on, for a click that may count from 0 although its list
   * does not say positions; {@link #NO_KEY} when there is no doubt.
   */
  final long otherKey;

  private Click(
      long millis,
      byte[] id,
      long anywhereKey,
      boolean hasOwnKey,
      Spot own,
      int base,
      boolean isEitherBase) {
    super(millis, id);
    this.anywhereKey = anywhereKey;
    this.hasOwnKey = hasOwnKey;
    this.own = own;
    this.base = base;
    int written = own.position() - base;
    boolean isPlaced = !hasOwnKey && own.position() != Spot.ANYWHERE;
    this.key = isPlaced ? ShownKeys.at(anywhereKey, written) : anywhereKey;
    this.otherKey = isPlaced && isEitherBase ? ShownKeys.at(anywhereKey, written + 1) : NO_KEY;
  }

  /**
   * A click on an item of a recommendation or list.
   *
   * @param base 1 when its position is known to count from 0
   * @param isEitherBase whether its list may count from another number than it does
   */
  static Click onItem(
      long millis, byte[] id, long anywhereKey, Spot own, int base, boolean isEitherBase) {
    return new Click(millis, id, anywhereKey, false, own, base, isEitherBase);
  }

  /** A click on an impression that it names. */
  static Click onImpression(long millis, byte[] id, long ownKey, Spot own) {
    return new Click(millis, id, ownKey, true, own, 0, false);
  }

  /** Whether it is on the item wherever it stood. */
  boolean isAnywhere() {
    return !hasOwnKey && own.position() == Spot.ANYWHERE;
  }

  /** Nothing of it is published any more. */
  void unpublish() {
    unattributed = false;
    joined = null;
    spot = null;
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public int heapBytes() {
    return 150 + idHeapBytes();
  }
}
