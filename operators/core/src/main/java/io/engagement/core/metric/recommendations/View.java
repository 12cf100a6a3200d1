package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Moment;

/** An event that showed items. */
final class View extends Moment {
  /** What its items were shown under: the hash of a recommendation or list. */
  final long shownUnder;

  final Kind kind;

  /** How much less the event writes for a position than it means: 1 when it counts from 0. */
  final int base;

  final Surface surface;

  /** In the order of the event. */
  final Showing[] showings;

  /** {@link ClickSweep#bitOf} of the keys of all showings. */
  final long keyBits;

  /** While results are computed: whether there may be others for some of its showings. */
  boolean isTouched;

  View(
      long millis,
      byte[] id,
      long shownUnder,
      Kind kind,
      int base,
      Surface surface,
      Showing[] showings) {
    super(millis, id);
    this.base = base;
    this.shownUnder = shownUnder;
    this.kind = kind;
    this.surface = surface;
    this.showings = showings;
    long bits = 0;
    for (Showing showing : showings) {
      bits |= ClickSweep.bitOf(showing.anywhereKey);
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
  boolean isOnce(Showing showing) {
    return kind == Kind.RECOMMENDATION || showing.hasOwnKey;
  }

  @Override
  public int weight() {
    return showings.length;
  }

  @Override
  public int heapBytes() {
    return 120 + idHeapBytes() + 80 * showings.length;
  }
}
