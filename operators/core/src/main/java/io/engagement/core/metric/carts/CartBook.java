package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.LineItem;
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
    switch (event.says.kind()) {
      case ORDER -> order(event);
      case REFUND -> refund(event);
      default -> activity(event);
    }
  }

  private void activity(CartEvent event) {
    String id = event.says.cartId();
    Cart cart = id == null ? pending(event.millis) : named(id, event.millis);
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
    List<LineItem> items = event.says.items();
    boolean brings =
        event.says.kind() == Commerce.Kind.CART_CHANGED
            || event.says.kind() == Commerce.Kind.CART_VIEWED;
    return brings
        && items != null
        && items.stream().anyMatch(item -> item.quantityMillionths() > 0);
  }

  private void order(CartEvent event) {
    long millis = event.millis;
    Commerce order = event.says;
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
      cart = create(event);
      if (order.items() != null) {
        cart.lines.replace(order.items(), order.currency(), cart.currency);
        cart.mixedCurrencies = cart.lines.hasOtherThan(cart.currency);
      }
    } else {
      resume(cart, event);
    }
    cart.touch(event);
    cart.purchase(order);
  }

  private void refund(CartEvent event) {
    String orderId = event.says.orderId();
    Cart cart = orderId == null ? null : ordered(orderId, event.millis);
    if (cart != null) {
      cart.refund(event.says);
    }
  }

  /** The cart has an event again. */
  private void resume(Cart cart, CartEvent event) {
    if (rules.isAbandoned(cart, event.millis)) {
      cart.wasAbandoned = true;
      cart.state = Cart.State.OPEN;
    }
    known.remove(cart);
    known.add(cart);
  }

  private Cart create(CartEvent event) {
    long millis = event.millis;
    for (Cart cart : known) {
      if (rules.reachableUntilMillis(cart) < millis) {
        done.add(cart);
      }
    }
    known.removeIf(cart -> rules.reachableUntilMillis(cart) < millis);
    while (known.size() >= rules.mostCarts()) {
      done.add(known.remove(0));
    }
    String id = event.says.cartId();
    Cart cart =
        new Cart(
            id == null ? ids.of(user, event.id()) : id,
            id != null,
            millis,
            currency(event),
            new String[event.values.length]);
    known.add(cart);
    return cart;
  }

  /** The currency of a cart that an event creates: its first item's; an order's own goes first. */
  private String currency(CartEvent event) {
    List<LineItem> items = event.says.items();
    String ofItem = null;
    if (items != null) {
      for (LineItem item : items) {
        if (item.quantityMillionths() > 0) {
          ofItem = item.currency();
          break;
        }
      }
    }
    String ofEvent = event.says.currency();
    boolean isOrder = event.says.kind() == Commerce.Kind.ORDER;
    String first = isOrder ? ofEvent : ofItem;
    String second = isOrder ? ofItem : ofEvent;
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
