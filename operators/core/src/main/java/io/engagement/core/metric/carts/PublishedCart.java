package io.engagement.core.metric.carts;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published of a cart.
 *
 * @param pieces in millionths
 * @param amountMillionths {@link io.engagement.core.event.Money#UNREADABLE} when it is not known
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
    long createdMillis,
    long lastMillis,
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
        cart.createdMillis,
        cart.lastMillis,
        closed,
        cart.isPurchased() && cart.wasAbandoned,
        cart.reachedCheckout,
        cart.overRemoved,
        cart.mixedCurrencies,
        Arrays.asList(cart.values.clone()));
  }

  boolean isPending() {
    return status == Status.OPEN || status == Status.CHECKOUT;
  }

  boolean isAbandoned() {
    return status == Status.ABANDONED;
  }
}
