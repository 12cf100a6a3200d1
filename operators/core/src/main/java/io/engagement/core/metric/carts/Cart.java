package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import io.engagement.core.event.ProductLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cart as its events have made it so far; whether silence has abandoned it is another matter. */
final class Cart {
  /** What its last event left it in. The order is part of the state: append only. */
  enum State {
    OPEN,
    CHECKOUT,
    PURCHASED,
    /** Without lines. */
    EMPTIED;

    private static final State[] VALUES = values();

    static State at(int ordinal) {
      if (ordinal >= VALUES.length) {
        throw new IllegalStateException(ordinal + " is no state of a cart");
      }
      return VALUES[ordinal];
    }
  }

  /** As published. */
  final String id;

  /** Whether its events call it by its id. */
  final boolean isNamed;

  final long createdMillis;
  long lastMillis;
  State state = State.OPEN;
  CartLines lines = new CartLines();
  String currency;

  /** It was abandoned before its last event. */
  boolean wasAbandoned;

  boolean reachedCheckout;

  /** More was removed than there was. */
  boolean overRemoved;

  /** There was a line, or a refund, in another currency. */
  boolean mixedCurrencies;

  /** Of the order that purchased it; null when the order has none. */
  @Nullable String orderId;

  /** What was bought, once it is purchased. */
  long orderedPieces;

  /** What was paid and not given back, once it is purchased. */
  long orderedMillionths;

  /** Of its first event that has one, by breakdown. */
  final @Nullable String[] values;

  Cart(String id, boolean isNamed, long createdMillis, String currency, @Nullable String[] values) {
    this.id = id;
    this.isNamed = isNamed;
    this.createdMillis = createdMillis;
    this.lastMillis = createdMillis;
    this.currency = currency;
    this.values = values;
  }

  Cart copy() {
    Cart copy = new Cart(id, isNamed, createdMillis, currency, values.clone());
    copy.lastMillis = lastMillis;
    copy.state = state;
    copy.lines = lines.copy();
    copy.wasAbandoned = wasAbandoned;
    copy.reachedCheckout = reachedCheckout;
    copy.overRemoved = overRemoved;
    copy.mixedCurrencies = mixedCurrencies;
    copy.orderId = orderId;
    copy.orderedPieces = orderedPieces;
    copy.orderedMillionths = orderedMillionths;
    return copy;
  }

  boolean isPending() {
    return state == State.OPEN || state == State.CHECKOUT;
  }

  boolean isPurchased() {
    return state == State.PURCHASED;
  }

  long pieces() {
    return isPurchased() ? orderedPieces : lines.pieces();
  }

  long amountMillionths() {
    return isPurchased() ? orderedMillionths : lines.amountMillionths(currency);
  }

  /** An event belongs to it. */
  void touch(CartEvent event) {
    lastMillis = Math.max(lastMillis, event.millis());
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = event.values()[i];
      }
    }
  }

  /** Follows an event that is neither an order nor a refund. */
  void follow(CartEvent event, String defaultCurrency) {
    List<ProductLine> named = event.lines();
    switch (event.kind()) {
      case ADDED -> {
        if (named != null) {
          lines.add(named.get(0), defaultCurrency);
        }
      }
      case REMOVED -> {
        if (named != null && !lines.remove(named.get(0), defaultCurrency)) {
          overRemoved = true;
        }
      }
      case VIEWED -> {
        if (named != null) {
          lines.replace(named, event.currency(), currency);
        }
      }
      case CHECKOUT -> {
        if (!lines.isEmpty()) {
          state = State.CHECKOUT;
          reachedCheckout = true;
        }
      }
      case ORDER, REFUND -> throw new IllegalArgumentException("not of a cart: " + event.kind());
    }
    if (lines.isEmpty()) {
      state = State.EMPTIED;
    }
    mixedCurrencies |= lines.hasOtherThan(currency);
  }

  /** Its order has come. */
  void purchase(CartEvent order) {
    orderedPieces = lines.pieces();
    if (order.amountMillionths() == Money.ABSENT) {
      orderedMillionths = lines.amountMillionths(currency);
    } else {
      orderedMillionths = order.amountMillionths();
      currency = order.currency() == null ? currency : order.currency();
    }
    orderId = order.orderId();
    state = State.PURCHASED;
    lines.clear();
  }

  /** Some of what was paid, or all of it, is given back. */
  void refund(CartEvent refund) {
    String of = refund.currency();
    if (refund.amountMillionths() == Money.ABSENT) {
      orderedMillionths = 0;
    } else if (of == null || of.equals(currency)) {
      orderedMillionths = Math.max(0, orderedMillionths - refund.amountMillionths());
    } else {
      mixedCurrencies = true;
    }
  }

  int heapBytes() {
    return 176 + id.length() + 80 * lines.all().size() + 32 * values.length;
  }
}
