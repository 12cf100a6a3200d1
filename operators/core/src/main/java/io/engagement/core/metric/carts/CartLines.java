package io.engagement.core.metric.carts;

import io.engagement.core.event.LineItem;
import io.engagement.core.event.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line items of a cart, in the order in which the products came: one per product, and one of
 * its own for every item that does not say which product it is. Each has a currency.
 */
final class CartLines {
  /** How many line items a cart has at most; further products are left out. */
  static final int MOST = 100;

  private static final int NOT_FOUND = -1;

  private List<LineItem> items = new ArrayList<>(2);

  CartLines copy() {
    CartLines copy = new CartLines();
    copy.items.addAll(items);
    return copy;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  List<LineItem> all() {
    return items;
  }

  /** How many pieces there are of all products, in millionths. */
  long piecesMillionths() {
    long pieces = 0;
    for (LineItem item : items) {
      pieces += item.quantityMillionths();
    }
    return pieces;
  }

  /** What the items in a currency cost, in millionths, or {@link Money#UNREADABLE}. */
  long amountMillionths(String currency) {
    long amount = 0;
    for (LineItem item : items) {
      if (currency.equals(item.currency())) {
        amount = Money.plus(amount, item.amountMillionths());
      }
    }
    return amount;
  }

  boolean hasOtherThan(String currency) {
    for (LineItem item : items) {
      if (!currency.equals(item.currency())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds pieces of a product, or takes some out where the quantity is below 0; nothing when it is
   * 0.
   *
   * @return false when there were not so many to take out
   */
  boolean add(LineItem more, String currency) {
    long quantity = more.quantityMillionths();
    if (quantity == 0) {
      return true;
    }
    int at = find(items, more.product());
    if (at == NOT_FOUND) {
      if (quantity > 0 && items.size() < MOST) {
        items.add(updated(null, more, quantity, currency));
      }
      return quantity > 0;
    }
    LineItem known = items.get(at);
    long left = known.quantityMillionths() + quantity;
    if (left > 0) {
      items.set(at, updated(known, more, Math.min(Money.MOST_QUANTITY, left), currency));
    } else {
      items.remove(at);
    }
    return left >= 0;
  }

  /**
   * Puts other items in the place of all. A product that was known keeps its price where none is
   * given.
   *
   * @param given currency of the items that do not say; null when it is not known
   * @param otherwise the currency of those that are new as well
   */
  void replace(List<LineItem> others, @Nullable String given, String otherwise) {
    List<LineItem> before = items;
    items = new ArrayList<>(others.size());
    for (LineItem item : others) {
      LineItem known = find(item.product(), items, before);
      long price = item.priceMillionths();
      String currency = item.currency() == null ? given : item.currency();
      if (known != null && (price == Money.ABSENT || currency == null)) {
        currency = known.currency();
      }
      if (known != null && price == Money.ABSENT) {
        price = known.priceMillionths();
      }
      add(new LineItem(item.product(), price, item.quantityMillionths(), currency), otherwise);
    }
  }

  void clear() {
    items = new ArrayList<>(0);
  }

  /** Adds an item as it is. */
  void restore(LineItem item) {
    items.add(item);
  }

  /** The item of a product; null when there is none. */
  @Nullable LineItem of(@Nullable String product) {
    int at = find(items, product);
    return at == NOT_FOUND ? null : items.get(at);
  }

  /** The latest price there is, and its currency. */
  private static LineItem updated(
      @Nullable LineItem known, LineItem latest, long quantity, String currency) {
    if (known != null && latest.priceMillionths() == Money.ABSENT) {
      return known.withQuantity(quantity);
    }
    String given = latest.currency();
    return new LineItem(
        latest.product(), latest.priceMillionths(), quantity, given == null ? currency : given);
  }

  private static @Nullable LineItem find(
      @Nullable String product, List<LineItem> first, List<LineItem> second) {
    int at = find(first, product);
    if (at != NOT_FOUND) {
      return first.get(at);
    }
    at = find(second, product);
    return at == NOT_FOUND ? null : second.get(at);
  }

  private static int find(List<LineItem> items, @Nullable String product) {
    if (product != null) {
      for (int i = 0; i < items.size(); i++) {
        if (product.equals(items.get(i).product())) {
          return i;
        }
      }
    }
    return NOT_FOUND;
  }
}
