package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published of a cart.
 *
 * @param pieces in millionths
 * @param amountMillionths {@link Money#UNREADABLE} when it is not known
 * @param grossMillionths what was paid, whether given back or not; not a number while it is not
 *     purchased, and when it is not known
 * @param checkoutMillis when it first came to checkout, epoch milliseconds; null when it did not,
 *     and when that was not kept
 * @param closedMillis when it was purchased, abandoned or emptied, epoch milliseconds; null while
 *     it is open or in checkout
 * @param values by breakdown; null where no event has one
 */
record PublishedCart(
    String id,
    Status status,
    String currency,
    long pieces,
    long amountMillionths,
    long grossMillionths,
    @Nullable String orderId,
    long createdMillis,
    long lastMillis,
    @Nullable Long checkoutMillis,
    @Nullable Long closedMillis,
    boolean recovered,
    boolean reachedCheckout,
    boolean overRemoved,
    boolean mixedCurrencies,
    List<@Nullable String> values) {

  /** The states a cart is published in. */
  enum Status {
    OPEN("open"),
    CHECKOUT("checkout"),
    PURCHASED("purchased"),
    ABANDONED("abandoned"),
    EMPTIED("emptied");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * A cart as it stands.
   *
   * @param abandoned whether its silence is known to have lasted
   */
  static PublishedCart of(Cart cart, boolean abandoned, CartRules rules) {
    Status status =
        switch (cart.state) {
          case OPEN -> abandoned ? Status.ABANDONED : Status.OPEN;
          case CHECKOUT -> abandoned ? Status.ABANDONED : Status.CHECKOUT;
          case PURCHASED -> Status.PURCHASED;
          case EMPTIED -> Status.EMPTIED;
        };
    Long closed =
        switch (status) {
          case OPEN, CHECKOUT -> null;
          case ABANDONED -> rules.continuedUntilMillis(cart.lastMillis);
          case PURCHASED, EMPTIED -> cart.lastMillis;
        };
    return new PublishedCart(
        cart.id,
        status,
        cart.currency,
        cart.pieces(),
        cart.amountMillionths(),
        cart.isPurchased() ? cart.grossMillionths : Money.ABSENT,
        cart.orderId,
        cart.createdMillis,
        cart.lastMillis,
        checkout(cart),
        closed,
        cart.isPurchased() && cart.wasAbandoned,
        cart.reachedCheckout(),
        cart.overRemoved,
        cart.mixedCurrencies,
        Arrays.asList(cart.values.clone()));
  }

  private static @Nullable Long checkout(Cart cart) {
    return cart.reachedCheckout() && cart.checkoutMillis != Cart.UNKNOWN
        ? (Long) cart.checkoutMillis
        : null;
  }

  /** What was given back of what was paid, millionths; not a number when it is not known. */
  long refundedMillionths() {
    return Money.isKnown(grossMillionths) && Money.isKnown(amountMillionths)
        ? grossMillionths - amountMillionths
        : Money.ABSENT;
  }

  boolean isPending() {
    return status == Status.OPEN || status == Status.CHECKOUT;
  }

  boolean isAbandoned() {
    return status == Status.ABANDONED;
  }
}
