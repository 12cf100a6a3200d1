package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import io.engagement.core.event.ProductLine;
import io.engagement.core.session.MessageIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event says about a cart or an order.
 *
 * @param millis when it happened
 * @param id its message id as {@link MessageIds} writes it
 * @param cartId null when it names no cart
 * @param orderId null when it names no order
 * @param currency of the event as a whole; null when it does not say
 * @param amountMillionths the order's or refund's own; {@link Money#ABSENT} when it has none
 * @param lines the product that is added or removed, or all products of a cart or order; null when
 *     it does not list any
 * @param values of the breakdowns; null where the event has none
 */
record CartEvent(
    long millis,
    byte[] id,
    Kind kind,
    @Nullable String cartId,
    @Nullable String orderId,
    @Nullable String currency,
    long amountMillionths,
    @Nullable List<ProductLine> lines,
    @Nullable String[] values) {

  /** What it does. The order is part of the state: append only. */
  enum Kind {
    ADDED,
    REMOVED,
    VIEWED,
    /** Checkout Started, Checkout Step *, Payment Info Entered. */
    CHECKOUT,
    ORDER,
    /** Order Cancelled, Order Refunded. */
    REFUND;

    private static final Kind[] VALUES = values();

    static Kind at(int ordinal) {
      if (ordinal < 0 || ordinal >= VALUES.length) {
        throw new IllegalStateException(ordinal + " is no kind of cart event");
      }
      return VALUES[ordinal];
    }
  }

  /** How much of a day's limit it takes. */
  int weight() {
    return 1 + (lines == null ? 0 : lines.size());
  }

  /** Whether it comes after another one, by time, then by message id. */
  boolean isAfter(CartEvent other) {
    return MessageIds.isAfter(millis, id, other.millis, other.id);
  }

  int heapBytes() {
    return 96 + id.length + 80 * weight() + 32 * values.length;
  }
}
