package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Moment;

/** An order. */
final class Purchase extends Moment {
  final Line[] lines;

  Purchase(long millis, byte[] id, Line[] lines) {
    super(millis, id);
    this.lines = lines;
  }

  @Override
  public int weight() {
    return lines.length;
  }

  @Override
  public int heapBytes() {
    return 60 + idHeapBytes() + 56 * lines.length;
  }
}
