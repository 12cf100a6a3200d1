package io.engagement.core.metric.carts;

import io.engagement.core.yaml.Durations;

/**
 * The numbers of a definition.
 *
 * @param abandonAfterMillis the pause that abandons a cart when it is exceeded
 * @param rememberMillis how long after its last event a cart is known
 * @param currency of lines and orders that do not say
 * @param mostCarts how many carts of a user are known at a time
 * @param mostADay how many cart events of a user and UTC day are looked at, their lines counted as
 *     well
 */
record CartRules(
    long abandonAfterMillis, long rememberMillis, String currency, int mostCarts, int mostADay) {
  static final int MOST_CARTS = 50;
  static final int MOST_A_DAY = 2_000;

  /** An order without a cart's id belongs to a cart that was abandoned at most so long before. */
  static final long RECOVERY_MILLIS = 7 * Durations.DAY;

  static CartRules of(CartsDefinition definition) {
    return new CartRules(
        definition.abandonAfterMillis(),
        definition.rememberMillis(),
        definition.currency(),
        MOST_CARTS,
        MOST_A_DAY);
  }

  /** The last instant at which an event would still continue a cart. */
  long continuedUntilMillis(long lastMillis) {
    return lastMillis + abandonAfterMillis;
  }

  /** The first instant at which an event would not continue a cart any more. */
  long abandonedAtMillis(long lastMillis) {
    return continuedUntilMillis(lastMillis) + 1;
  }

  /** Whether silence has abandoned a cart by an instant: an event's, or the watermark. */
  boolean isAbandoned(Cart cart, long atMillis) {
    return cart.isPending() && atMillis >= abandonedAtMillis(cart.lastMillis);
  }

  boolean isRemembered(Cart cart, long atMillis) {
    return atMillis - cart.lastMillis <= rememberMillis;
  }

  /** The last instant at which an event can be meant for a cart; the first one when none can. */
  long reachableUntilMillis(Cart cart) {
    long remembered = cart.lastMillis + rememberMillis;
    if (cart.isNamed || (cart.isPurchased() && cart.orderId != null)) {
      return remembered;
    }
    return cart.isPending()
        ? Math.min(remembered, continuedUntilMillis(cart.lastMillis) + RECOVERY_MILLIS)
        : Long.MIN_VALUE;
  }
}
