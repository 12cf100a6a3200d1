package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Moment;

/** An event that showed items. */
final class Impressions extends Moment {
  /** What its items were shown under: the hash of a recommendation or list. */
  final long shownUnder;

  final Kind kind;

  /** How much less the event writes for a position than it means: 1 when it counts from 0. */
  final int base;

  final Surface surface;

  /** In the order of the event. */
  final Impression[] items;

  /** {@link ClickSweep#bitOf} of the keys of all items. */
  final long keyBits;

  /** While results are computed: whether there may be others for some of its items. */
  boolean isTouched;

  Impressions(
      long millis,
      byte[] id,
      long shownUnder,
      Kind kind,
      int base,
      Surface surface,
      Impression[] items) {
    super(millis, id);
    this.base = base;
    this.shownUnder = shownUnder;
    this.kind = kind;
    this.surface = surface;
    this.items = items;
    long bits = 0;
    for (Impression impression : items) {
      bits |= ClickSweep.bitOf(impression.anywhereKey);
    }
    this.keyBits = bits;
  }

  /** What items are shown in. */
  enum Kind {
    /** It has an id of its own each time, at least for what is not a repeat. */
    RECOMMENDATION,
    /** It has the same id whenever it is shown. */
    LIST
  }

  /** Whether an item of it has an id that names one impression, if only with its position. */
  boolean isOnce(Impression impression) {
    return kind == Kind.RECOMMENDATION || impression.hasOwnKey;
  }

  /** Nothing of it is published any more. */
  void unpublish() {
    for (Impression impression : items) {
      impression.counted = false;
      impression.clicks = 0;
    }
  }

  @Override
  public int weight() {
    return items.length;
  }

  @Override
  public int heapBytes() {
    return 120 + idHeapBytes() + 80 * items.length;
  }
}
