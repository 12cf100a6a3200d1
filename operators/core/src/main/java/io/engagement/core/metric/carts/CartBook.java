package io.engagement.core.metric.carts;

import io.engagement.core.event.ProductLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The carts of one user, by following their events in the order of (time, message id).
 *
 * <p>Of a user the {@link CartRules#mostCarts} carts with the latest activity are known; no event
 * is meant for one that is not.
 */
final class CartBook {
  private final CartRules rules;
  private final CartIds ids;
  private final String user;

  /** By their last activity, the latest at the end. */
  private final List<Cart> known;

  /** Those that no event can be meant for any more. */
  private final List<Cart> done = new ArrayList<>(0);

  /**
   * Goes on with carts, which it changes.
   *
   * @param known by their last activity, the latest at the end
   */
  CartBook(CartRules rules, CartIds ids, String user, List<Cart> known) {
    this.rules = rules;
    this.ids = ids;
    this.user = user;
    this.known = known;
  }

  /** Shows every cart; of those with the same id the one that is known comes last. */
  void forEach(Consumer<Cart> visitor) {
    done.forEach(visitor);
    known.forEach(visitor);
  }

  /** Takes the next event. */
  void follow(CartEvent event) {
    switch (event.kind()) {
      case ORDER -> order(event);
      case REFUND -> refund(event);
      default -> activity(event);
    }
  }

  private void activity(CartEvent event) {
    String id = event.cartId();
    Cart cart = id == null ? pending(event.millis()) : named(id, event.millis());
    if (cart == null) {
      if (!creates(event)) {
        return;
      }
      cart = create(event);
    } else if (cart.isPurchased()) {
      return;
    } else {
      resume(cart, event);
      if (!cart.isPending()) {
        cart.state = Cart.State.OPEN;
      }
    }
    cart.touch(event);
    cart.follow(event, rules.currency());
  }

  private static boolean creates(CartEvent event) {
    List<ProductLine> lines = event.lines();
    boolean brings = event.kind() == CartEvent.Kind.ADDED || event.kind() == CartEvent.Kind.VIEWED;
    return brings && lines != null && lines.stream().anyMatch(line -> line.quantity() > 0);
  }

  private void order(CartEvent order) {
    long millis = order.millis();
    if (order.orderId() != null && ordered(order.orderId(), millis) != null) {
      return;
    }
    Cart cart;
    if (order.cartId() != null) {
      cart = named(order.cartId(), millis);
      if (cart != null && cart.isPurchased()) {
        return;
      }
    } else {
      cart = pending(millis);
      if (cart == null) {
        cart = recoverable(millis);
      }
    }
    if (cart == null) {
      cart = create(order);
      if (order.lines() != null) {
        cart.lines.replace(order.lines(), order.currency(), cart.currency);
        cart.mixedCurrencies = cart.lines.hasOtherThan(cart.currency);
      }
    } else {
      resume(cart, order);
    }
    cart.touch(order);
    cart.purchase(order);
  }

  private void refund(CartEvent refund) {
    Cart cart = refund.orderId() == null ? null : ordered(refund.orderId(), refund.millis());
    if (cart != null) {
      cart.refund(refund);
    }
  }

  /** The cart has an event again. */
  private void resume(Cart cart, CartEvent event) {
    if (rules.isAbandoned(cart, event.millis())) {
      cart.wasAbandoned = true;
      cart.state = Cart.State.OPEN;
    }
    known.remove(cart);
    known.add(cart);
  }

  private Cart create(CartEvent event) {
    long millis = event.millis();
    for (Cart cart : known) {
      if (rules.reachableUntilMillis(cart) < millis) {
        done.add(cart);
      }
    }
    known.removeIf(cart -> rules.reachableUntilMillis(cart) < millis);
    while (known.size() >= rules.mostCarts()) {
      done.add(known.remove(0));
    }
    String id = event.cartId();
    Cart cart =
        new Cart(
            id == null ? ids.of(user, event.id()) : id,
            id != null,
            millis,
            currency(event),
            new String[event.values().length]);
    known.add(cart);
    return cart;
  }

  /** The currency of a cart that an event creates: its first line's; an order's own goes first. */
  private String currency(CartEvent event) {
    List<ProductLine> lines = event.lines();
    String ofLine = null;
    if (lines != null) {
      for (ProductLine line : lines) {
        if (line.quantity() > 0) {
          ofLine = line.currency();
          break;
        }
      }
    }
    String ofEvent = event.currency();
    boolean isOrder = event.kind() == CartEvent.Kind.ORDER;
    String first = isOrder ? ofEvent : ofLine;
    String second = isOrder ? ofLine : ofEvent;
    return first != null ? first : second != null ? second : rules.currency();
  }

  private @Nullable Cart named(String id, long millis) {
    return latest(cart -> cart.isNamed && cart.id.equals(id) && rules.isRemembered(cart, millis));
  }

  private @Nullable Cart pending(long millis) {
    return latest(cart -> cart.isPending() && !rules.isAbandoned(cart, millis));
  }

  private @Nullable Cart recoverable(long millis) {
    return latest(
        cart ->
            rules.isAbandoned(cart, millis)
                && rules.isRemembered(cart, millis)
                && millis - rules.continuedUntilMillis(cart.lastMillis)
                    <= CartRules.RECOVERY_MILLIS);
  }

  private @Nullable Cart ordered(String orderId, long millis) {
    return latest(
        cart ->
            cart.isPurchased() && orderId.equals(cart.orderId) && rules.isRemembered(cart, millis));
  }

  private @Nullable Cart latest(Predicate<Cart> wanted) {
    for (int i = known.size() - 1; i >= 0; i--) {
      if (wanted.test(known.get(i))) {
        return known.get(i);
      }
    }
    return null;
  }
}
