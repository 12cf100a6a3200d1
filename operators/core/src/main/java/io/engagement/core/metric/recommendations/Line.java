package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.Nullable;

/** One line of an order. */
final class Line {
  /** See {@link ShownKeys#item}. */
  final long item;

  /** {@code ""} when the line has no price. */
  final String currency;

  /** Price by quantity, in millionths of the currency; 0 without a price. */
  final long micros;

  /** As published: where it counts as a conversion; null when it counts nowhere. */
  @Nullable Spot spot;

  Line(long item, String currency, long micros) {
    this.item = item;
    this.currency = currency;
    this.micros = micros;
  }
}
