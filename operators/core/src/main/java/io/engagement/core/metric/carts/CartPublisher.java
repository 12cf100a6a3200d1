package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import io.engagement.core.metric.UserContext;
import io.engagement.core.table.Amounts;
import io.engagement.core.table.PublishedDecimal;
import io.engagement.core.table.RowChange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows a user's carts and publishes what has changed of them. */
final class CartPublisher {
  private final String metric;
  private final CartRules rules;
  private final CartIds ids;
  private final CartCells cells;
  private final long allBreakdowns;

  CartPublisher(String metric, CartRules rules, CartIds ids, CartCells cells, long allBreakdowns) {
    this.metric = metric;
    this.rules = rules;
    this.ids = ids;
    this.cells = cells;
    this.allBreakdowns = allBreakdowns;
  }

  /** The carts after the events of the log. */
  CartBook now(CartsState state, String user) {
    CartBook now = state.now;
    if (now == null) {
      List<Cart> carts = new ArrayList<>(state.base.size() + 1);
      for (Cart cart : state.base) {
        carts.add(cart.copy());
      }
      now = new CartBook(rules, ids, user, carts);
      for (CartEvent event : state.log) {
        now.follow(event);
      }
      state.now = now;
    }
    return now;
  }

  /** What is published; must be asked before an event changes the log. */
  List<PublishedCart> published(CartsState state, String user) {
    List<PublishedCart> published = state.published;
    if (published == null) {
      List<PublishedCart> restored = new ArrayList<>();
      now(state, user)
          .forEach(
              cart ->
                  restored.add(
                      PublishedCart.of(cart, state.abandoned.get(restored.size()), rules)));
      published = restored;
      state.published = restored;
    }
    return published;
  }

  /** Publishes the carts as they stand, where they differ from what is published. */
  void publish(CartsState state, UserContext user) {
    List<PublishedCart> before = published(state, user.user());
    List<PublishedCart> after = standing(state, user);
    boolean isRecounted = state.countedUnder != allBreakdowns;
    int same = isRecounted ? 0 : commonHead(before, after);
    Map<PublishedCart, Integer> changes = new LinkedHashMap<>();
    for (PublishedCart cart : before.subList(same, before.size())) {
      changes.merge(cart, -1, Integer::sum);
    }
    if (isRecounted) {
      changes.forEach((cart, count) -> count(user, cart, state.countedUnder, count));
      changes.clear();
    }
    for (PublishedCart cart : after.subList(same, after.size())) {
      changes.merge(cart, 1, Integer::sum);
    }
    changes.forEach((cart, count) -> count(user, cart, allBreakdowns, count));
    publishFacts(before.subList(same, before.size()), after, same, user);
    state.published = after;
    state.countedUnder = allBreakdowns;
  }

  /** Publishes what is published already, whether it has changed or not. */
  void publishAllFacts(CartsState state, UserContext user) {
    Map<String, PublishedCart> rows = new LinkedHashMap<>();
    published(state, user.user()).forEach(cart -> rows.put(cart.id(), cart));
    rows.values().forEach(cart -> publishFact(user, cart));
  }

  private void count(UserContext user, PublishedCart cart, long under, int times) {
    for (int i = Math.abs(times); i > 0; i--) {
      cells.add(user.deltas(), cart, under, Integer.signum(times));
    }
  }

  /** The row of an id is that of the last cart that has it. */
  private void publishFacts(
      List<PublishedCart> before, List<PublishedCart> after, int same, UserContext user) {
    Map<String, PublishedCart> rows = new HashMap<>();
    before.forEach(cart -> rows.put(cart.id(), cart));
    Map<String, PublishedCart> rowsNow = new LinkedHashMap<>();
    after.subList(same, after.size()).forEach(cart -> rowsNow.put(cart.id(), cart));
    rowsNow.forEach(
        (id, cart) -> {
          if (!cart.equals(rows.remove(id))) {
            publishFact(user, cart);
          }
        });
    for (String id : rows.keySet().stream().sorted().toList()) {
      PublishedCart other = null;
      for (PublishedCart cart : after) {
        other = cart.id().equals(id) ? cart : other;
      }
      if (other == null) {
        deleteFact(user, id);
      } else {
        publishFact(user, other);
      }
    }
  }

  private void publishFact(UserContext user, PublishedCart cart) {
    @Nullable Object[] values = CartsTables.FACTS.newValues();
    CartsTables.FACT_STATE.set(values, cart.status().label());
    CartsTables.FACT_CURRENCY.set(values, cart.currency());
    CartsTables.FACT_ITEMS.set(
        values, PublishedDecimal.of(BigInteger.valueOf(cart.pieces()), Money.DECIMALS));
    CartsTables.FACT_AMOUNT.set(values, Amounts.published(cart.amountMillionths()));
    CartsTables.FACT_CREATED_AT.set(values, cart.createdMillis());
    CartsTables.FACT_LAST_ACTIVITY_AT.set(values, cart.lastMillis());
    CartsTables.FACT_CLOSED_AT.set(values, cart.closedMillis());
    CartsTables.FACT_RECOVERED.set(values, cart.recovered());
    CartsTables.FACT_OVER_REMOVED.set(values, cart.overRemoved());
    CartsTables.FACT_MIXED_CURRENCIES.set(values, cart.mixedCurrencies());
    CartsTables.FACT_ORDER_ID.set(values, cart.orderId());
    CartsTables.FACT_GROSS.set(values, Amounts.published(cart.grossMillionths()));
    CartsTables.FACT_REFUNDED.set(values, Amounts.published(cart.refundedMillionths()));
    CartsTables.FACT_CHECKOUT_AT.set(values, cart.checkoutMillis());
    user.facts().accept(new RowChange(CartsTables.FACTS, key(user, cart.id()), values));
  }

  private void deleteFact(UserContext user, String cartId) {
    user.facts().accept(new RowChange(CartsTables.FACTS, key(user, cartId), null));
  }

  private Object[] key(UserContext user, String cartId) {
    Object[] key = CartsTables.FACTS.newKey();
    CartsTables.FACT_METRIC.set(key, metric);
    CartsTables.FACT_CART_ID.set(key, cartId);
    CartsTables.FACT_USER_ID.set(key, user.user());
    return key;
  }

  /** The carts as they stand; what silence has come to is known by the watermark. */
  List<PublishedCart> standing(CartsState state, UserContext user) {
    List<PublishedCart> before = published(state, user.user());
    List<PublishedCart> standing = new ArrayList<>();
    now(state, user.user())
        .forEach(
            cart -> {
              boolean abandoned =
                  rules.isAbandoned(cart, user.watermarkMillis())
                      || (cart.isPending() && wasAbandoned(before, standing.size(), cart));
              standing.add(PublishedCart.of(cart, abandoned, rules));
            });
    return standing;
  }

  /**
   * Whether the same silence was published as abandonment: it stays that after a restart, before
   * the first watermark.
   */
  private static boolean wasAbandoned(List<PublishedCart> before, int guess, Cart cart) {
    if (guess < before.size() && isSameSilence(before.get(guess), cart)) {
      return before.get(guess).isAbandoned();
    }
    for (PublishedCart one : before) {
      if (isSameSilence(one, cart)) {
        return one.isAbandoned();
      }
    }
    return false;
  }

  private static boolean isSameSilence(PublishedCart published, Cart cart) {
    return published.lastMillis() == cart.lastMillis
        && published.createdMillis() == cart.createdMillis
        && published.id().equals(cart.id);
  }

  private static int commonHead(List<PublishedCart> one, List<PublishedCart> other) {
    int most = Math.min(one.size(), other.size());
    int same = 0;
    while (same < most && one.get(same).equals(other.get(same))) {
      same++;
    }
    return same;
  }
}
