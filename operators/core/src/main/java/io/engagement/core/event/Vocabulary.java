package io.engagement.core.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment calls the fields and events that families read by themselves: for every
 * standard name the names it may go by. The defaults are the names of Segment's e-commerce spec,
 * those of its older version, of GA4 and in camel case.
 *
 * <p>Of the paths of a field the first one that an event has is read.
 *
 * @param paths of every field
 * @param names of every event
 */
public record Vocabulary(Map<Field, List<String>> paths, Map<Name, List<String>> names) {
  private static final String PROPERTIES = "properties.";
  private static final List<String> ROOTS = List.of(PROPERTIES, "context.", "traits.");

  /** The usual names. */
  public static final Vocabulary DEFAULT = new Vocabulary(Map.of(), Map.of());

  /** The steps of a checkout, which a shop numbers or names as it likes. */
  static final EventMatcher CHECKOUT_STEPS =
      new EventMatcher.Spec(
          List.of(EventType.TRACK),
          List.of(),
          List.of(
              new Condition("event", Condition.Operator.STARTS_WITH, List.of("Checkout Step "))));

  /** Fields and events that are not mentioned go by their usual names. */
  public Vocabulary {
    Map<Field, List<String>> allPaths = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      List<String> given = paths.getOrDefault(field, field.usual);
      allPaths.put(field, given.stream().map(Vocabulary::rooted).distinct().toList());
    }
    Map<Name, List<String>> allNames = new EnumMap<>(Name.class);
    for (Name name : Name.values()) {
      allNames.put(name, List.copyOf(names.getOrDefault(name, name.usual)));
    }
    paths = Collections.unmodifiableMap(allPaths);
    names = Collections.unmodifiableMap(allNames);
  }

  /** The standard names of fields. */
  public enum Field {
    PRODUCT_ID("product_id", "productId", "sku", "id", "item_id", "itemId"),
    PRICE("price", "unit_price", "unitPrice", "item_price"),
    QUANTITY("quantity", "qty"),
    CURRENCY("currency", "currency_code", "currencyCode"),
    PRODUCTS("products", "items", "line_items", "lineItems"),
    ORDER_ID("order_id", "orderId", "transaction_id", "transactionId"),
    TOTAL("total", "order_total", "orderTotal"),
    REVENUE("revenue", "value"),
    CART_ID("cart_id", "cartId"),
    RECOMMENDATION_ID("recommendation_id", "recommendationId"),
    PLACEMENT_ID("placement_id", "placementId"),
    MODEL_ID("model_id", "modelId"),
    MODEL_VERSION("model_version", "modelVersion"),
    ITEMS("items", "products"),
    ITEM_ID("item_id", "itemId", "product_id", "productId", "sku", "id"),
    POSITION("position", "index"),
    IMPRESSION_ID("impression_id", "impressionId"),
    LIST_ID("list_id", "listId", "item_list_id", "itemListId"),
    EXPERIMENT_ID("experiment_id", "experimentId"),
    VARIATION_ID("variation_id", "variationId", "variant_id", "variantId", "variant");

    private final List<String> usual;

    Field(String... usual) {
      this.usual = List.of(usual);
    }

    /** As it is written in a configuration, for example {@code product_id}. */
    public String standardName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The standard names of events: those of Segment's spec. */
  public enum Name {
    PRODUCT_ADDED("Product Added", "Added Product", "add_to_cart"),
    PRODUCT_REMOVED("Product Removed", "Removed Product", "remove_from_cart"),
    CART_VIEWED("Cart Viewed", "Viewed Cart", "view_cart"),
    CHECKOUT_STARTED("Checkout Started", "Started Checkout", "begin_checkout"),
    CHECKOUT_STEP_VIEWED("Checkout Step Viewed", "Viewed Checkout Step"),
    CHECKOUT_STEP_COMPLETED(
        "Checkout Step Completed", "Completed Checkout Step", "add_shipping_info"),
    PAYMENT_INFO_ENTERED("Payment Info Entered", "Entered Payment Info", "add_payment_info"),
    ORDER_COMPLETED("Order Completed", "Completed Order", "purchase"),
    ORDER_CANCELLED("Order Cancelled", "Cancelled Order", "Order Canceled", "Canceled Order"),
    ORDER_REFUNDED("Order Refunded", "Refunded Order", "refund"),
    PRODUCT_LIST_VIEWED("Product List Viewed", "Viewed Product List", "view_item_list"),
    PRODUCT_CLICKED("Product Clicked", "Clicked Product", "select_item"),
    RECOMMENDATION_VIEWED("Recommendation Viewed", "Viewed Recommendation"),
    RECOMMENDATION_CLICKED("Recommendation Clicked", "Clicked Recommendation"),
    EXPERIMENT_VIEWED("Experiment Viewed", "Viewed Experiment", "experiment_viewed");

    private final List<String> usual;

    Name(String... usual) {
      this.usual = List.of(usual);
    }

    /** As it is written in a configuration, for example {@code Order Completed}. */
    public String standardName() {
      return usual.get(0);
    }
  }

  /** All that a configuration may give other names to: fields, then events. */
  public static List<String> standardNames() {
    return Stream.concat(
            Arrays.stream(Field.values()).map(Field::standardName),
            Arrays.stream(Name.values()).map(Name::standardName))
        .toList();
  }

  /** The field with a standard name; null when there is none. */
  public static @Nullable Field field(String standardName) {
    for (Field field : Field.values()) {
      if (field.standardName().equals(standardName)) {
        return field;
      }
    }
    return null;
  }

  /** The event with a standard name; null when there is none. */
  public static @Nullable Name name(String standardName) {
    for (Name name : Name.values()) {
      if (name.standardName().equals(standardName)) {
        return name;
      }
    }
    return null;
  }

  /** Paths begin at one of three members of the event; all others are looked up in the first. */
  private static String rooted(String path) {
    return ROOTS.stream().anyMatch(path::startsWith) ? path : PROPERTIES + path;
  }

  /** Where an event has a field, the first path first. */
  public List<String> paths(Field field) {
    return paths.getOrDefault(field, List.of());
  }

  /** Where a line item has a field: the paths in {@code properties}, without that word. */
  public List<String> lineItemPaths(Field field) {
    return paths(field).stream()
        .filter(path -> path.startsWith(PROPERTIES))
        .map(path -> path.substring(PROPERTIES.length()))
        .toList();
  }

  /** What an event is called. */
  public List<String> names(Name name) {
    return names.getOrDefault(name, List.of());
  }

  /** Events of a kind, by any of its names: track events, and pages or screens called so. */
  public EventMatcher named(Name kind) {
    return new EventMatcher.Spec(List.of(), names(kind), List.of());
  }

  /** The track events of a kind, by any of their names. */
  public EventMatcher track(Commerce.Kind kind) {
    EventMatcher named = track(kind, List.of());
    return kind == Commerce.Kind.CHECKOUT
        ? new EventMatcher.AnyOf(List.of(named, CHECKOUT_STEPS))
        : named;
  }

  /** Those of them that have a field. */
  public EventMatcher trackWith(Field field, Commerce.Kind kind) {
    return new EventMatcher.AnyOf(
        paths(field).stream()
            .map(path -> new Condition(path, Condition.Operator.EXISTS, List.of(true)))
            .map(exists -> track(kind, List.of(exists)))
            .toList());
  }

  private EventMatcher track(Commerce.Kind kind, List<Condition> where) {
    List<String> all =
        kind.names().stream().flatMap(name -> names(name).stream()).distinct().toList();
    return new EventMatcher.Spec(List.of(EventType.TRACK), all, where);
  }
}
