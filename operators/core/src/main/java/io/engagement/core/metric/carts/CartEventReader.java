package io.engagement.core.metric.carts;

import io.engagement.core.event.Condition;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Identifiers;
import io.engagement.core.event.Money;
import io.engagement.core.event.ProductLine;
import io.engagement.core.event.ProductLines;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads cart events of user events. */
final class CartEventReader {
  /** The events of carts and orders. */
  static final EventMatcher EVENTS =
      new EventMatcher.AnyOf(
          List.of(
              new EventMatcher.Spec(
                  List.of(EventType.TRACK),
                  List.of(
                      "Product Added",
                      "Product Removed",
                      "Cart Viewed",
                      "Checkout Started",
                      "Payment Info Entered",
                      "Order Completed",
                      "Order Cancelled",
                      "Order Refunded"),
                  List.of()),
              new EventMatcher.Spec(
                  List.of(EventType.TRACK),
                  List.of(),
                  List.of(
                      new Condition(
                          "event", Condition.Operator.STARTS_WITH, List.of("Checkout Step "))))));

  private static final @Nullable String[] NO_VALUES = {};

  private final int cartId;
  private final int orderId;
  private final int products;
  private final int productId;
  private final int price;
  private final int quantity;
  private final int currency;
  private final int total;
  private final int revenue;
  private final int[] breakdowns;
  private final ProductLines lines = new ProductLines();
  private final StateWriter id = new StateWriter(64);

  CartEventReader(EventSchema.Builder schema, List<Breakdown> breakdowns) {
    cartId = schema.field("properties.cart_id");
    orderId = schema.field("properties.order_id");
    products = schema.field("properties.products");
    productId = schema.field("properties.product_id");
    price = schema.field("properties.price");
    quantity = schema.field("properties.quantity");
    currency = schema.field("properties.currency");
    total = schema.field("properties.total");
    revenue = schema.field("properties.revenue");
    this.breakdowns = breakdowns.stream().mapToInt(Breakdown::slot).toArray();
  }

  CartEvent read(UserEvent event) {
    CartEvent.Kind kind = kind(event.name);
    boolean isOrder = kind == CartEvent.Kind.ORDER;
    boolean isRefund = kind == CartEvent.Kind.REFUND;
    boolean hasCurrency = isOrder || isRefund || kind == CartEvent.Kind.VIEWED;
    id.clear();
    MessageIds.write(event.messageId, id);
    return new CartEvent(
        event.timeMillis,
        id.toBytes(),
        kind,
        isRefund ? null : identifier(event.field(cartId)),
        isOrder || isRefund ? identifier(event.field(orderId)) : null,
        hasCurrency ? Money.currency(event.field(currency)) : null,
        isOrder || isRefund ? amount(event) : Money.ABSENT,
        lines(kind, event),
        values(event));
  }

  private static CartEvent.Kind kind(String name) {
    return switch (name) {
      case "Product Added" -> CartEvent.Kind.ADDED;
      case "Product Removed" -> CartEvent.Kind.REMOVED;
      case "Cart Viewed" -> CartEvent.Kind.VIEWED;
      case "Order Completed" -> CartEvent.Kind.ORDER;
      case "Order Cancelled", "Order Refunded" -> CartEvent.Kind.REFUND;
      default -> CartEvent.Kind.CHECKOUT;
    };
  }

  private @Nullable List<ProductLine> lines(CartEvent.Kind kind, UserEvent event) {
    return switch (kind) {
      case ADDED, REMOVED ->
          List.of(
              ProductLine.of(
                  event.field(productId),
                  event.field(price),
                  event.field(quantity),
                  event.field(currency)));
      case VIEWED, ORDER -> lines.read(event.field(products), CartLines.MOST);
      case CHECKOUT, REFUND -> null;
    };
  }

  private long amount(UserEvent event) {
    long amount = Money.millionths(event.field(total));
    return amount == Money.ABSENT ? Money.millionths(event.field(revenue)) : amount;
  }

  private @Nullable String[] values(UserEvent event) {
    if (breakdowns.length == 0) {
      return NO_VALUES;
    }
    @Nullable String[] values = new String[breakdowns.length];
    for (int i = 0; i < values.length; i++) {
      Object field = event.field(breakdowns[i]);
      boolean hasNone = field == null || field.equals("");
      values[i] = hasNone ? null : DimensionText.cut(DimensionText.of(field));
    }
    return values;
  }

  private static @Nullable String identifier(@Nullable Object field) {
    String text =
        field instanceof String string
            ? string
            : field instanceof Number ? DimensionText.of(field) : null;
    String normalized = text == null ? null : Identifiers.normalized(text);
    return normalized == null ? null : DimensionText.cut(normalized);
  }
}
