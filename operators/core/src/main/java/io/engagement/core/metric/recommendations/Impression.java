package io.engagement.core.metric.recommendations;

/** One item of {@link Impressions}; it counts unless it repeats another. */
final class Impression {
  /** The item, see {@link ShownKeys}; {@link ShownKeys#NO_ITEM} when it has no id. */
  final long item;

  /** From 1. */
  final int position;

  /** Whether it has an id of its own; else recommendation, item and position are its key. */
  final boolean hasOwnKey;

  /** The key without the position. */
  final long anywhereKey;

  /** Equal for items of the same impression. */
  final long key;

  /** Clicks that are final and no longer among the user's clicks. */
  int expiredClicks;

  /** As published: whether it counts. */
  boolean counted;

  /** As published: all clicks that belong to it. */
  int clicks;

  /** As just computed. */
  boolean countedNow;

  /** As just computed. */
  int clicksNow;

  /** A number that items of the same key share while results are computed. */
  int slot;

  /**
   * A impression without an id of its own.
   *
   * @param written its position as the event counts, from 0 or 1
   */
  Impression(long shownUnder, long item, int position, int written) {
    this.item = item;
    this.position = position;
    this.hasOwnKey = false;
    this.anywhereKey = ShownKeys.anywhere(shownUnder, item);
    this.key = ShownKeys.at(anywhereKey, written);
  }

  private Impression(long ownKey, boolean hasOwnKey, long item, int position) {
    this.item = item;
    this.position = position;
    this.hasOwnKey = hasOwnKey;
    this.anywhereKey = ownKey;
    this.key = ownKey;
  }

  /** A impression with an id of its own. */
  static Impression withOwnKey(long ownKey, long item, int position) {
    return new Impression(ownKey, true, item, position);
  }
}
