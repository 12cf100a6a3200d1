package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Moment;
import org.jspecify.annotations.Nullable;

/** An order. */
final class Purchase extends Moment {
  /** A line item of an order. */
  static final class PurchasedItem {
    /** See {@link ShownKeys#item}. */
    final long item;

    /** {@code ""} when it has no price. */
    final String currency;

    /** Price by quantity, in millionths of the currency; 0 without a price. */
    final long micros;

    /** As published: where it counts as a conversion; null when it counts nowhere. */
    @Nullable Spot spot;

    PurchasedItem(long item, String currency, long micros) {
      this.item = item;
      this.currency = currency;
      this.micros = micros;
    }
  }

  final PurchasedItem[] items;

  Purchase(long millis, byte[] id, PurchasedItem[] items) {
    super(millis, id);
    this.items = items;
  }

  /** Nothing of it is published any more. */
  void unpublish() {
    for (PurchasedItem item : items) {
      item.spot = null;
    }
  }

  @Override
  public int weight() {
    return items.length;
  }

  @Override
  public int heapBytes() {
    return 60 + idHeapBytes() + 56 * items.length;
  }
}
