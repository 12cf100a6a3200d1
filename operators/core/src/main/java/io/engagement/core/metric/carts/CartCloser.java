package io.engagement.core.metric.carts;

import java.util.ArrayList;
import java.util.List;

/**
 * Forgets what no event can change any more, a UTC day at a time: days are closed as a whole, so
 * that the events that count against {@link CartLog}'s limit are all there as long as another one
 * may come.
 */
final class CartCloser {
  private final CartRules rules;
  private final CartIds ids;
  private final long lateHorizonMillis;

  CartCloser(CartRules rules, CartIds ids, long lateHorizonMillis) {
    this.rules = rules;
    this.ids = ids;
    this.lateHorizonMillis = lateHorizonMillis;
  }

  /**
   * Closes the days before one: their events become part of the carts, and the carts that no other
   * event can be meant for are forgotten.
   *
   * @param acceptedFromMillis no event before this is to come any more
   * @return whether anything was forgotten
   */
  boolean close(CartsState state, String user, long acceptedFromMillis) {
    long from = Math.max(state.closedBefore, CartLog.dayStart(acceptedFromMillis));
    state.closedBefore = from;
    int closing = state.log.firstAtOrAfter(from);
    if (closing == 0 && state.base.stream().noneMatch(cart -> isOver(cart, from))) {
      return false;
    }
    List<Cart> carts = new ArrayList<>(state.base);
    CartBook book = new CartBook(rules, ids, user, carts);
    for (CartEvent event : state.log.events().subList(0, closing)) {
      book.follow(event);
    }
    carts.removeIf(cart -> isOver(cart, from));
    state.base = carts;
    state.log.removeFirst(closing);
    state.now = null;
    return true;
  }

  /** Whether {@link #close} has something to do. */
  boolean isDue(CartsState state, long acceptedFromMillis) {
    return CartLog.dayStart(acceptedFromMillis) > state.closedBefore;
  }

  private boolean isOver(Cart cart, long fromMillis) {
    return rules.reachableUntilMillis(cart) < fromMillis;
  }

  /**
   * When the watermark has something to say though the user is silent: a cart is abandoned, or all
   * events or then all carts can be forgotten.
   */
  long deadlineMillis(CartsState state, List<PublishedCart> published) {
    long deadline = forgettingMillis(state);
    for (PublishedCart cart : published) {
      if (cart.isPending()) {
        deadline = Math.min(deadline, rules.continuedUntilMillis(cart.lastMillis()));
      }
    }
    return deadline;
  }

  private long forgettingMillis(CartsState state) {
    long needed = Long.MIN_VALUE;
    if (!state.log.isEmpty()) {
      needed = state.log.last().millis();
    } else if (state.base.isEmpty()) {
      return Long.MAX_VALUE;
    } else {
      for (Cart cart : state.base) {
        needed = Math.max(needed, rules.reachableUntilMillis(cart));
      }
    }
    return CartLog.dayStart(needed) + CartLog.DAY_MILLIS + lateHorizonMillis - 1;
  }
}
