package io.engagement.core.metric.carts;

import io.engagement.core.event.Money;
import io.engagement.core.event.ProductLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a cart, one per product, in the order in which the products came. Every line has a
 * currency.
 */
final class CartLines {
  /** How many lines a cart has at most; further products are left out. */
  static final int MOST = 100;

  private List<ProductLine> lines = new ArrayList<>(2);

  CartLines copy() {
    CartLines copy = new CartLines();
    copy.lines.addAll(lines);
    return copy;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<ProductLine> all() {
    return lines;
  }

  /** How many pieces there are of all products. */
  long pieces() {
    long pieces = 0;
    for (ProductLine line : lines) {
      pieces += line.quantity();
    }
    return pieces;
  }

  /** What the lines in a currency cost, in millionths. */
  long amountMillionths(String currency) {
    long amount = 0;
    for (ProductLine line : lines) {
      if (currency.equals(line.currency())) {
        amount = Money.plus(amount, line.amountMillionths());
      }
    }
    return amount;
  }

  boolean hasOtherThan(String currency) {
    for (ProductLine line : lines) {
      if (!currency.equals(line.currency())) {
        return true;
      }
    }
    return false;
  }

  /** Adds pieces of a product; nothing when the line has none. */
  void add(ProductLine more, String currency) {
    if (more.quantity() == 0) {
      return;
    }
    ProductLine known = find(lines, more.product());
    long quantity =
        known == null
            ? more.quantity()
            : Math.min(ProductLine.MOST_PIECES, known.quantity() + more.quantity());
    put(known, updated(known, more, quantity, currency));
  }

  /**
   * Takes pieces of a product out.
   *
   * @return false when there were not so many
   */
  boolean remove(ProductLine less, String currency) {
    ProductLine known = find(lines, less.product());
    if (known == null) {
      return less.quantity() == 0;
    }
    long left = known.quantity() - less.quantity();
    if (left > 0) {
      put(known, updated(known, less, left, currency));
    } else {
      lines.remove(known);
    }
    return left >= 0;
  }

  /**
   * Puts other lines in the place of all. A product that was known keeps its price where none is
   * given.
   *
   * @param given currency of the lines that do not say; null when it is not known
   * @param otherwise the currency of those that are new as well
   */
  void replace(List<ProductLine> others, @Nullable String given, String otherwise) {
    List<ProductLine> before = lines;
    lines = new ArrayList<>(others.size());
    for (ProductLine line : others) {
      ProductLine known = find(lines, line.product());
      if (known == null) {
        known = find(before, line.product());
      }
      long price = line.priceMillionths();
      String currency = line.currency() == null ? given : line.currency();
      if (known != null && (price == Money.ABSENT || currency == null)) {
        currency = known.currency();
      }
      if (known != null && price == Money.ABSENT) {
        price = known.priceMillionths();
      }
      add(new ProductLine(line.product(), price, line.quantity(), currency), otherwise);
    }
  }

  void clear() {
    lines = new ArrayList<>(0);
  }

  /** Adds a line as it is. */
  void restore(ProductLine line) {
    lines.add(line);
  }

  /** The latest price there is, and its currency. */
  private static ProductLine updated(
      @Nullable ProductLine known, ProductLine latest, long quantity, String currency) {
    if (known != null && latest.priceMillionths() == Money.ABSENT) {
      return new ProductLine(known.product(), known.priceMillionths(), quantity, known.currency());
    }
    String given = latest.currency();
    return new ProductLine(
        latest.product(), latest.priceMillionths(), quantity, given == null ? currency : given);
  }

  private void put(@Nullable ProductLine known, ProductLine line) {
    if (known != null) {
      lines.set(lines.indexOf(known), line);
    } else if (lines.size() < MOST) {
      lines.add(line);
    }
  }

  private static @Nullable ProductLine find(List<ProductLine> lines, String product) {
    for (ProductLine line : lines) {
      if (line.product().equals(product)) {
        return line;
      }
    }
    return null;
  }
}
