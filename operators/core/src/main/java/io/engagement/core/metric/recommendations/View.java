package io.engagement.core.metric.recommendations;

/** An event that showed items. */
final class View extends Moment {
  /** What its items were shown under: the hash of a recommendation or list. */
  final long shownUnder;

  final Surface surface;

  /** In the order of the event. */
  final Showing[] showings;

  View(long millis, byte[] id, long shownUnder, Surface surface, Showing[] showings) {
    super(millis, id);
    this.shownUnder = shownUnder;
    this.surface = surface;
    this.showings = showings;
  }

  @Override
  int weight() {
    return showings.length;
  }

  @Override
  int heapBytes() {
    return 120 + idHeapBytes() + 80 * showings.length;
  }
}
