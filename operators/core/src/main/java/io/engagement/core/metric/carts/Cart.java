package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cart as its events have made it so far; whether silence has abandoned it is another matter. */
final class Cart {
  static final long NEVER = Long.MAX_VALUE;
  static final long UNKNOWN = Long.MIN_VALUE;

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

  /** Once it is purchased those of its order, for refunds that name products. */
  CartLines lines = new CartLines();

  String currency;

  /** It was abandoned before its last event. */
  boolean wasAbandoned;

  /**
   * When it first came to checkout, epoch milliseconds; {@link #NEVER} until it does, {@link
   * #UNKNOWN} when that was not kept.
   */
  long checkoutMillis = NEVER;

  /** More was removed than there was. */
  boolean overRemoved;

  /** There was a line item, or a refund, in another currency. */
  boolean mixedCurrencies;

  /** Of the order that purchased it; null when the order has none. */
  @Nullable String orderId;

  /** How many pieces were bought, in millionths, once it is purchased. */
  long orderedPieces;

  /**
   * What was paid and not given back, once it is purchased; {@link Money#UNREADABLE} when it is not
   * known.
   */
  long orderedMillionths;

  /**
   * What was paid, whether given back or not, once it is purchased; {@link Money#UNREADABLE} when
   * it is not known, {@link Money#ABSENT} when it was not kept.
   */
  long grossMillionths;

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
    copy.checkoutMillis = checkoutMillis;
    copy.overRemoved = overRemoved;
    copy.mixedCurrencies = mixedCurrencies;
    copy.orderId = orderId;
    copy.orderedPieces = orderedPieces;
    copy.orderedMillionths = orderedMillionths;
    copy.grossMillionths = grossMillionths;
    return copy;
  }

  /**
   * The cart that two ids of one user had by the same id. What became of it is known from the one
   * that is purchased, else from the one with the later activity; as long as that is pending, the
   * line items of the other are in it too.
   */
  static Cart united(Cart one, Cart other) {
    boolean oneIsLater = one.lastMillis > other.lastMillis;
    boolean oneDecides =
        one.isPurchased() == other.isPurchased()
            ? oneIsLater != one.isPurchased()
            : one.isPurchased();
    Cart decides = oneDecides ? one : other;
    Cart adds = oneDecides ? other : one;
    Cart first = one.createdMillis <= other.createdMillis ? one : other;
    Cart second = first == one ? other : one;
    Cart united =
        new Cart(
            one.id,
            one.isNamed,
            first.createdMillis,
            decides.isPurchased() ? decides.currency : first.currency,
            first.values.clone());
    for (int i = 0; i < united.values.length; i++) {
      united.values[i] = united.values[i] == null ? second.values[i] : united.values[i];
    }
    united.lastMillis = decides.lastMillis;
    united.state = decides.state;
    united.lines = decides.isPending() ? adds.lines.copy() : new CartLines();
    decides.lines.all().forEach(item -> united.lines.add(item, united.currency));
    united.wasAbandoned = one.wasAbandoned || other.wasAbandoned;
    united.checkoutMillis = Math.min(one.checkoutMillis, other.checkoutMillis);
    united.overRemoved = one.overRemoved || other.overRemoved;
    united.mixedCurrencies = one.mixedCurrencies || other.mixedCurrencies;
    united.orderId = decides.orderId;
    united.orderedPieces = decides.orderedPieces;
    united.orderedMillionths = decides.orderedMillionths;
    united.grossMillionths = decides.grossMillionths;
    return united;
  }

  boolean isPending() {
    return state == State.OPEN || state == State.CHECKOUT;
  }

  boolean isPurchased() {
    return state == State.PURCHASED;
  }

  /** In millionths. */
  long pieces() {
    return isPurchased() ? orderedPieces : lines.piecesMillionths();
  }

  /** {@link Money#UNREADABLE} when it is not known. */
  long amountMillionths() {
    return isPurchased() ? orderedMillionths : lines.amountMillionths(currency);
  }

  /** An event belongs to it. */
  void touch(CartEvent event) {
    lastMillis = Math.max(lastMillis, event.millis);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = event.values[i];
      }
    }
  }

  boolean reachedCheckout() {
    return checkoutMillis != NEVER;
  }

  /** Follows an event that is neither an order nor a refund. */
  void follow(CartEvent event, String defaultCurrency) {
    Commerce says = event.says;
    List<LineItem> items = says.items();
    switch (says.kind()) {
      case CART_CHANGED -> {
        for (LineItem item : items == null ? List.<LineItem>of() : items) {
          overRemoved |= !lines.add(item, defaultCurrency);
        }
      }
      case CART_VIEWED -> {
        if (items != null) {
          lines.replace(items, says.currency(), currency);
        }
      }
      case CHECKOUT -> {
        if (!lines.isEmpty()) {
          state = State.CHECKOUT;
          checkoutMillis = Math.min(checkoutMillis, event.millis);
        }
      }
      default -> throw new IllegalArgumentException("not of a cart: " + says.kind());
    }
    if (lines.isEmpty()) {
      state = State.EMPTIED;
    }
    mixedCurrencies |= lines.hasOtherThan(currency);
  }

  /** Its order has come. */
  void purchase(Commerce order) {
    orderedPieces = lines.piecesMillionths();
    if (order.amountMillionths() == Money.ABSENT) {
      orderedMillionths = lines.amountMillionths(currency);
    } else {
      orderedMillionths = order.amountMillionths();
      currency = order.currency() == null ? currency : order.currency();
    }
    grossMillionths = orderedMillionths;
    orderId = order.orderId();
    state = State.PURCHASED;
    if (orderId == null) {
      lines.clear();
    } else if (order.items() != null) {
      lines.replace(order.items(), order.currency(), currency);
    }
  }

  /** Some of what was paid, or all of it, is given back. */
  void refund(Commerce refund) {
    long amount = refund.amountMillionths();
    List<LineItem> items = refund.items();
    if (Money.isKnown(amount)) {
      giveBack(Math.abs(amount), refund.currency());
    } else if (amount == Money.ABSENT && items != null && !items.isEmpty()) {
      for (LineItem item : items) {
        giveBack(item, refund.currency());
      }
    } else if (amount == Money.ABSENT) {
      orderedMillionths = 0;
    }
  }

  /** Gives an item back at its price, else at that of the order. */
  private void giveBack(LineItem item, @Nullable String ofRefund) {
    LineItem ordered = lines.of(item.product());
    boolean isPriced = item.priceMillionths() != Money.ABSENT;
    LineItem priced = isPriced ? item : ordered;
    if (priced != null) {
      long amount = priced.withQuantity(item.quantityMillionths()).amountMillionths();
      String of = priced.currency() != null ? priced.currency() : ofRefund;
      if (Money.isKnown(amount)) {
        giveBack(Math.abs(amount), of);
      }
    }
  }

  private void giveBack(long millionths, @Nullable String of) {
    if (of != null && !of.equals(currency)) {
      mixedCurrencies = true;
    } else if (Money.isKnown(orderedMillionths)) {
      orderedMillionths = Math.min(orderedMillionths, Math.max(0, orderedMillionths - millionths));
    }
  }

  int heapBytes() {
    return 176 + id.length() + 80 * lines.all().size() + 32 * values.length;
  }
}
