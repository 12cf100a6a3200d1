package io.engagement.core.metric.carts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Expires what no event can change any more. */
final class CartExpiry {
  private final CartRules rules;
  private final CartIds ids;
  private final long lateHorizonMillis;

  CartExpiry(CartRules rules, CartIds ids, long lateHorizonMillis) {
    this.rules = rules;
    this.ids = ids;
    this.lateHorizonMillis = lateHorizonMillis;
  }

  /**
   * Expires days: their events become part of the carts, and carts that no other event can be meant
   * for are dropped.
   *
   * @param acceptedFromMillis no event before this is accepted any more
   * @return whether anything was dropped
   */
  boolean expire(CartsState state, String user, long acceptedFromMillis) {
    long before = state.expiry.dueBefore(acceptedFromMillis);
    state.expiry.advanceTo(before);
    if (state.log.firstAtOrAfter(before) == 0
        && state.base.stream().noneMatch(cart -> isOver(cart, before))) {
      return false;
    }
    List<Cart> carts = new ArrayList<>(state.base);
    follow(state, new CartBook(rules, ids, user, carts));
    carts.removeIf(cart -> isOver(cart, before));
    state.base = carts;
    return true;
  }

  /** Expires two states as far as the one of them that is expired further; drops no cart. */
  void align(CartsState one, CartsState other, String user) {
    long before = Math.max(one.expiry.beforeMillis(), other.expiry.beforeMillis());
    for (CartsState state : List.of(one, other)) {
      if (before != state.expiry.beforeMillis()) {
        state.expiry.advanceTo(before);
        CartBook book = new CartBook(rules, ids, user, new ArrayList<>(state.base));
        follow(state, book);
        List<Cart> carts = new ArrayList<>();
        book.forEach(carts::add);
        carts.sort(Comparator.comparingLong(cart -> cart.lastMillis));
        state.base = carts;
      }
    }
  }

  private static void follow(CartsState state, CartBook book) {
    state.log.expire(
        state.expiry.beforeMillis(),
        event -> {
          book.follow(event);
          return false;
        });
    state.now = null;
  }

  private boolean isOver(Cart cart, long beforeMillis) {
    return rules.reachableUntilMillis(cart) < beforeMillis;
  }

  /**
   * The watermark at which something changes though the user is silent: a cart is abandoned, or the
   * last event and then the last cart expires.
   */
  long deadlineMillis(CartsState state, List<PublishedCart> published) {
    long deadline = expiryMillis(state);
    for (PublishedCart cart : published) {
      if (cart.isPending()) {
        deadline = Math.min(deadline, rules.abandonedAtMillis(cart.lastMillis()));
      }
    }
    return deadline;
  }

  private long expiryMillis(CartsState state) {
    long neededUntil = state.log.lastMillis();
    if (state.log.isEmpty()) {
      if (state.base.isEmpty()) {
        return Long.MAX_VALUE;
      }
      for (Cart cart : state.base) {
        neededUntil = Math.max(neededUntil, rules.reachableUntilMillis(cart));
      }
    }
    return state.expiry.deadlineMillis(neededUntil, lateHorizonMillis);
  }
}
