package io.engagement.core.event;

import io.engagement.core.event.Vocabulary.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event of a shop says, read once where it is decoded; by which names is a matter of the
 * deployment's {@link Vocabulary}.
 *
 * @param cartId null when it names no cart
 * @param orderId null when it names no order
 * @param currency of the event as a whole; null when it does not say
 * @param amountMillionths of an order or a refund: its total, else its revenue; {@link
 *     Money#UNREADABLE} also when it has none and its items cannot be read
 * @param items the products it is about; null when it lists none
 */
public record Commerce(
    Kind kind,
    @Nullable String cartId,
    @Nullable String orderId,
    @Nullable String currency,
    long amountMillionths,
    @Nullable List<LineItem> items) {
  /** Items of one event beyond so many are not read. */
  public static final int MOST_ITEMS = 500;

  /** Higher positions are unreadable. */
  public static final int MOST_POSITION = 1_000_000;

  /** What it is about. The order is part of the wire format and of states: append only. */
  public enum Kind {
    /** Products put into a cart, or taken out of it where their quantity is below 0. */
    CART_CHANGED(Name.PRODUCT_ADDED, Name.PRODUCT_REMOVED),
    CART_VIEWED(Name.CART_VIEWED),
    /** Also events called {@code Checkout Step} and something. */
    CHECKOUT(
        Name.CHECKOUT_STARTED,
        Name.CHECKOUT_STEP_VIEWED,
        Name.CHECKOUT_STEP_COMPLETED,
        Name.PAYMENT_INFO_ENTERED),
    ORDER(Name.ORDER_COMPLETED),
    REFUND(Name.ORDER_CANCELLED, Name.ORDER_REFUNDED),
    RECOMMENDATION_VIEWED(Name.RECOMMENDATION_VIEWED),
    RECOMMENDATION_CLICKED(Name.RECOMMENDATION_CLICKED),
    LIST_VIEWED(Name.PRODUCT_LIST_VIEWED),
    LIST_CLICKED(Name.PRODUCT_CLICKED);

    private static final Kind[] VALUES = values();

    private final List<Name> names;

    Kind(Name... names) {
      this.names = List.of(names);
    }

    /** The standard names of its events. */
    public List<Name> names() {
      return names;
    }

    /** The kind at {@code ordinal}. */
    public static Kind at(int ordinal) {
      if (ordinal < 0 || ordinal >= VALUES.length) {
        throw new IllegalStateException(ordinal + " is no kind of an event of shops");
      }
      return VALUES[ordinal];
    }
  }
}
