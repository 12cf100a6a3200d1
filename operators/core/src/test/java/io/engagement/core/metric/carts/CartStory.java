package io.engagement.core.metric.carts;

import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What happens to the carts of one user, event by event, as the oracle tells it. */
final class CartStory {
  /** Stands for an amount that is there and tells nothing. */
  static final BigDecimal UNREADABLE = new BigDecimal("-1e30");

  private static final long WEEK = 7 * 86_400_000L;
  private static final Set<String> NOBODY =
      Set.of("", "null", "nil", "none", "undefined", "anonymous", "guest", "unknown", "0", "-1");

  private final CartsDefinition definition;
  private final int mostCarts;
  private final Map<String, String> breakdowns;
  private final String user;
  private int touches;
  private int nameless;

  /** In the order in which they were made. */
  final List<Basket> baskets = new ArrayList<>();

  CartStory(
      CartsDefinition definition, int mostCarts, Map<String, String> breakdowns, String user) {
    this.definition = definition;
    this.mostCarts = mostCarts;
    this.breakdowns = breakdowns;
    this.user = user;
  }

  static final class Line {
    BigDecimal price;
    BigDecimal quantity = BigDecimal.ZERO;
    String currency;
  }

  static final class Basket {
    String id;
    boolean named;
    long created;
    long last;
    int touch;
    boolean gone;
    String state = "open";
    Map<String, Line> lines = new LinkedHashMap<>();
    String currency;
    boolean onceAbandoned;
    boolean checkout;
    Long checkoutAt;
    boolean over;
    boolean mixed;
    String order;

    /** {@link #UNREADABLE} when it is not known. */
    BigDecimal paid;

    /** The same without what was given back. */
    BigDecimal gross;

    BigDecimal bought;
    final Map<String, String> values = new HashMap<>();

    boolean pending() {
      return state.equals("open") || state.equals("checkout");
    }

    BigDecimal pieces() {
      return lines.values().stream()
          .map(line -> line.quantity)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal worth() {
      BigDecimal worth = BigDecimal.ZERO;
      for (Line line : lines.values()) {
        if (line.currency.equals(currency) && line.price == UNREADABLE) {
          return UNREADABLE;
        }
        if (line.currency.equals(currency) && line.price != null) {
          worth = worth.add(times(line.price, line.quantity));
        }
      }
      return worth;
    }
  }

  void tell(RawEvent event) {
    switch (event.name()) {
      case "Order Completed" -> order(event);
      case "Order Cancelled", "Order Refunded" -> refund(event);
      default -> shop(event);
    }
  }

  private void shop(RawEvent event) {
    long now = event.timeMillis();
    String id = identifier(event.field("properties.cart_id"));
    Basket basket = id != null ? byId(id, now) : openOne(now);
    if (basket == null) {
      boolean creates =
          switch (event.name()) {
            case "Product Added", "Product Removed" ->
                changes(event).stream().anyMatch(one -> one.quantity.signum() > 0);
            case "Cart Viewed" ->
                products(event).stream().anyMatch(one -> one.quantity.signum() > 0);
            default -> false;
          };
      if (!creates) {
        return;
      }
      basket = create(event, id);
    } else if (basket.state.equals("purchased")) {
      return;
    } else if (isAbandoned(basket, now)) {
      basket.onceAbandoned = true;
      basket.state = "open";
    } else if (basket.state.equals("emptied")) {
      basket.state = "open";
    }
    touch(basket, event);
    change(basket, event);
    if (basket.currency == null) {
      basket.currency = basket.lines.values().iterator().next().currency;
    }
    if (basket.lines.isEmpty()) {
      basket.state = "emptied";
    } else if (event.name().startsWith("Checkout") || event.name().startsWith("Payment")) {
      basket.state = "checkout";
      basket.checkout = true;
      basket.checkoutAt = basket.checkoutAt == null ? (Long) now : basket.checkoutAt;
    }
    for (Line line : basket.lines.values()) {
      basket.mixed |= !line.currency.equals(basket.currency);
    }
  }

  /** What an event brings, with quantities below 0 for what it takes away. */
  private List<Product> changes(RawEvent event) {
    List<Product> listed = new ArrayList<>();
    if (isNothing(event.field("properties.product_id"))
        && event.field("properties.products") instanceof List<?> list) {
      list.forEach(element -> listed.add(read((Map<?, ?>) element)));
    }
    if (listed.isEmpty()) {
      Map<String, Object> own = new HashMap<>();
      for (String name : List.of("product_id", "price", "quantity", "currency")) {
        own.put(name, event.field("properties." + name));
      }
      listed.add(read(own));
    }
    String ofEvent = currency(event.field("properties.currency"));
    listed.replaceAll(
        one -> one.currency == null ? new Product(one.id, one.price, one.quantity, ofEvent) : one);
    if (event.name().equals("Product Removed")) {
      listed.replaceAll(one -> new Product(one.id, one.price, one.quantity.negate(), one.currency));
    }
    return listed;
  }

  private void change(Basket basket, RawEvent event) {
    if (event.name().equals("Cart Viewed")) {
      if (event.field("properties.products") instanceof List) {
        String currency = currency(event.field("properties.currency"));
        basket.lines = lines(basket.lines, products(event), currency, basket.currency);
      }
    } else if (event.name().startsWith("Product ")) {
      changes(event).forEach(one -> change(basket, one));
    }
  }

  private void change(Basket basket, Product one) {
    Line line = basket.lines.get(one.id);
    if (one.quantity.signum() == 0 || (line == null && one.quantity.signum() < 0)) {
      basket.over |= one.quantity.signum() != 0;
      return;
    }
    if (line == null) {
      line = new Line();
      line.currency = one.currency == null ? definition.currency() : one.currency;
      basket.lines.put(one.id, line);
    }
    line.quantity = line.quantity.add(one.quantity);
    reprice(line, one.price, one.currency);
    basket.over |= line.quantity.signum() < 0;
    if (line.quantity.signum() <= 0) {
      basket.lines.remove(one.id);
    }
  }

  private void reprice(Line line, BigDecimal price, String currency) {
    if (price != null) {
      line.price = price;
      line.currency = currency == null ? definition.currency() : currency;
    }
  }

  private Map<String, Line> lines(
      Map<String, Line> before, List<Product> products, String ofEvent, String ofCart) {
    Map<String, Line> lines = new LinkedHashMap<>();
    for (Product product : products) {
      Line known = lines.getOrDefault(product.id, before.get(product.id));
      Line line = new Line();
      line.price = product.price;
      line.currency = product.currency != null ? product.currency : ofEvent;
      if (known != null && (product.price == null || line.currency == null)) {
        line.currency = known.currency;
      }
      if (known != null && product.price == null) {
        line.price = known.price;
      }
      if (line.currency == null) {
        line.currency = ofCart == null ? definition.currency() : ofCart;
      }
      line.quantity = product.quantity;
      if (lines.containsKey(product.id)) {
        line.quantity = line.quantity.add(lines.get(product.id).quantity);
      }
      if (product.quantity.signum() > 0) {
        lines.put(product.id, line);
      }
    }
    return lines;
  }

  private void order(RawEvent event) {
    long now = event.timeMillis();
    String order = identifier(event.field("properties.order_id"));
    if (order != null && ordered(order, now) != null) {
      return;
    }
    String id = identifier(event.field("properties.cart_id"));
    Basket basket = id != null ? byId(id, now) : openOne(now);
    if (basket != null && basket.state.equals("purchased")) {
      return;
    }
    if (id == null && basket == null) {
      basket =
          latest(
              one ->
                  isAbandoned(one, now)
                      && now - one.last <= definition.rememberMillis()
                      && now <= one.last + definition.abandonAfterMillis() + WEEK);
    }
    String currency = currency(event.field("properties.currency"));
    if (basket == null) {
      basket = create(event, id);
      basket.currency = firstCurrency(event, currency);
      basket.lines = lines(Map.of(), products(event), currency, basket.currency);
      for (Line line : basket.lines.values()) {
        basket.mixed |= !line.currency.equals(basket.currency);
      }
    } else if (isAbandoned(basket, now)) {
      basket.onceAbandoned = true;
    }
    touch(basket, event);
    BigDecimal total = money(event.field("properties.total"));
    if (total == null) {
      total = money(event.field("properties.revenue"));
    }
    if (total == null && isUnreadable(event.field("properties.products"))) {
      total = UNREADABLE;
    }
    basket.paid = total == null ? basket.worth() : total;
    basket.gross = basket.paid;
    if (total != null && currency != null) {
      basket.currency = currency;
    }
    basket.bought = basket.pieces();
    if (event.field("properties.products") instanceof List) {
      basket.lines = lines(basket.lines, products(event), currency, basket.currency);
    }
    basket.order = order;
    basket.state = "purchased";
  }

  private String firstCurrency(RawEvent event, String ofEvent) {
    if (ofEvent != null) {
      return ofEvent;
    }
    return products(event).stream()
        .filter(product -> product.quantity.signum() > 0)
        .findFirst()
        .map(product -> product.currency)
        .orElse(definition.currency());
  }

  private void refund(RawEvent event) {
    String order = identifier(event.field("properties.order_id"));
    Basket basket = order == null ? null : ordered(order, event.timeMillis());
    if (basket == null) {
      return;
    }
    BigDecimal amount = money(event.field("properties.total"));
    if (amount == null) {
      amount = money(event.field("properties.revenue"));
    }
    if (amount == null && isUnreadable(event.field("properties.products"))) {
      amount = UNREADABLE;
    }
    String currency = currency(event.field("properties.currency"));
    if (amount == null && !products(event).isEmpty()) {
      for (Product product : products(event)) {
        giveBack(basket, product, currency);
      }
    } else if (amount == null) {
      basket.paid = BigDecimal.ZERO;
    } else if (amount != UNREADABLE) {
      giveBack(basket, amount.abs(), currency);
    }
  }

  private void giveBack(Basket basket, Product product, String ofRefund) {
    Line ordered = basket.lines.get(product.id);
    BigDecimal price =
        product.price != null ? product.price : ordered == null ? null : ordered.price;
    String currency =
        product.price != null ? product.currency : ordered == null ? null : ordered.currency;
    if (price == UNREADABLE || (product.price == null && ordered == null)) {
      return;
    }
    BigDecimal amount = price == null ? BigDecimal.ZERO : times(price, product.quantity).abs();
    giveBack(basket, amount, currency == null ? ofRefund : currency);
  }

  private static void giveBack(Basket basket, BigDecimal amount, String currency) {
    if (currency != null && !currency.equals(basket.currency)) {
      basket.mixed = true;
    } else if (basket.paid != UNREADABLE) {
      basket.paid = basket.paid.min(basket.paid.subtract(amount).max(BigDecimal.ZERO));
    }
  }

  private static BigDecimal times(BigDecimal price, BigDecimal quantity) {
    return price.multiply(quantity).setScale(6, RoundingMode.HALF_UP);
  }

  private Basket create(RawEvent event, String id) {
    long now = event.timeMillis();
    List<Basket> reachable =
        new ArrayList<>(baskets.stream().filter(one -> isReachable(one, now)).toList());
    reachable.sort(Comparator.comparingInt(one -> one.touch));
    while (reachable.size() >= mostCarts) {
      reachable.remove(0).gone = true;
    }
    Basket basket = new Basket();
    basket.id = id != null ? id : hash(definition.id(), user, event.messageId());
    basket.named = id != null;
    basket.created = now;
    basket.last = now;
    if (event.name().equals("Cart Viewed")) {
      Product first =
          products(event).stream()
              .filter(one -> one.quantity.signum() > 0)
              .findFirst()
              .orElseThrow();
      String ofEvent = currency(event.field("properties.currency"));
      basket.currency =
          first.currency != null
              ? first.currency
              : ofEvent != null ? ofEvent : definition.currency();
    }
    baskets.add(basket);
    return basket;
  }

  private boolean isReachable(Basket basket, long now) {
    boolean remembered = !basket.gone && now - basket.last <= definition.rememberMillis();
    boolean hasOrder = basket.state.equals("purchased") && basket.order != null;
    boolean mayBeOrdered =
        basket.pending() && now <= basket.last + definition.abandonAfterMillis() + WEEK;
    return remembered && (basket.named || hasOrder || mayBeOrdered);
  }

  private boolean isAbandoned(Basket basket, long now) {
    return basket.pending() && now - basket.last > definition.abandonAfterMillis();
  }

  private Basket openOne(long now) {
    return latest(basket -> basket.pending() && !isAbandoned(basket, now));
  }

  private Basket byId(String id, long now) {
    return latest(
        basket ->
            basket.named
                && basket.id.equals(id)
                && now - basket.last <= definition.rememberMillis());
  }

  private Basket ordered(String order, long now) {
    return latest(
        basket -> order.equals(basket.order) && now - basket.last <= definition.rememberMillis());
  }

  private Basket latest(Predicate<Basket> wanted) {
    return baskets.stream()
        .filter(basket -> !basket.gone)
        .filter(wanted)
        .max(Comparator.comparingInt(basket -> basket.touch))
        .orElse(null);
  }

  private void touch(Basket basket, RawEvent event) {
    basket.last = event.timeMillis();
    basket.touch = ++touches;
    breakdowns.forEach(
        (name, path) -> {
          String text = dimension(event.field(path));
          if (text != null) {
            basket.values.putIfAbsent(name, text);
          }
        });
  }

  private record Product(String id, BigDecimal price, BigDecimal quantity, String currency) {}

  private List<Product> products(RawEvent event) {
    List<Product> products = new ArrayList<>();
    if (event.field("properties.products") instanceof List<?> list) {
      for (Object element : list) {
        Product one = read((Map<?, ?>) element);
        BigDecimal quantity =
            event.name().startsWith("Order ") && !event.name().equals("Order Completed")
                ? one.quantity.abs()
                : one.quantity.max(BigDecimal.ZERO);
        products.add(new Product(one.id, one.price, quantity, one.currency));
      }
    }
    return products;
  }

  private Product read(Map<?, ?> product) {
    return new Product(
        product(product.get("product_id")),
        money(product.get("price")),
        quantity(product.get("quantity")),
        currency(product.get("currency")));
  }

  private static boolean isUnreadable(Object products) {
    return !isNothing(products) && !(products instanceof List);
  }

  private static boolean isNothing(Object value) {
    return value == null || value.equals("");
  }

  /** What says no product is one of its own. */
  private String product(Object value) {
    return value == null || value.equals("") ? "nameless " + ++nameless : value.toString();
  }

  private static BigDecimal money(Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    String text = value.toString().strip();
    return text.matches("-?\\d+(\\.\\d+)?")
        ? new BigDecimal(text).setScale(6, RoundingMode.HALF_UP)
        : UNREADABLE;
  }

  private static BigDecimal quantity(Object value) {
    BigDecimal quantity = money(value);
    return quantity == null || quantity == UNREADABLE ? BigDecimal.ONE : quantity;
  }

  private static String currency(Object value) {
    return value instanceof String text && !text.isBlank()
        ? text.strip().toUpperCase(Locale.ROOT)
        : null;
  }

  private static String identifier(Object value) {
    String text =
        value instanceof String || value instanceof Long ? value.toString().strip() : null;
    return text == null || NOBODY.contains(text.toLowerCase(Locale.ROOT)) ? null : text;
  }

  private static String dimension(Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof List || value instanceof Map
        ? PlainJson.compact(value)
        : value.toString();
  }

  private static String hash(String metric, String user, String messageId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", metric, user, messageId).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
