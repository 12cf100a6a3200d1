package io.engagement.core.metric.recommendations;

/** An order. */
final class Purchase extends Moment {
  final Line[] lines;

  Purchase(long millis, byte[] id, Line[] lines) {
    super(millis, id);
    this.lines = lines;
  }

  @Override
  int weight() {
    return lines.length;
  }

  @Override
  int heapBytes() {
    return 60 + idHeapBytes() + 56 * lines.length;
  }
}
