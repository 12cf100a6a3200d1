package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import io.engagement.core.metric.Amounts;
import io.engagement.core.metric.PublishedDecimal;
import io.engagement.core.metric.RowChange;
import io.engagement.core.metric.UserContext;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The rows of {@link CartsTables#FACTS}. */
final class CartFacts {
  private final String metric;

  CartFacts(String metric) {
    this.metric = metric;
  }

  void publish(UserContext user, PublishedCart cart) {
    @Nullable Object[] values = {
      cart.status().label(),
      cart.currency(),
      PublishedDecimal.of(BigInteger.valueOf(cart.pieces()), Money.DECIMALS),
      Amounts.published(cart.amountMillionths()),
      cart.createdMillis(),
      cart.lastMillis(),
      cart.closedMillis(),
      cart.recovered(),
      cart.overRemoved(),
      cart.mixedCurrencies()
    };
    user.facts().accept(new RowChange(CartsTables.FACTS, key(user, cart.id()), values));
  }

  void delete(UserContext user, String cartId) {
    user.facts().accept(new RowChange(CartsTables.FACTS, key(user, cartId), null));
  }

  private Object[] key(UserContext user, String cartId) {
    return new Object[] {metric, cartId, user.user()};
  }
}
