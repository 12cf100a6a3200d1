package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an event says about a cart or an order.
 *
 * @param millis when it happened
 * @param id its message id as {@link MessageIds} writes it
 * @param says what it says, without more items than a cart has and without their places
 * @param values of the breakdowns; null where the event has none
 */
record CartEvent(long millis, byte[] id, Commerce says, @Nullable String[] values) {
  private static final @Nullable String[] NO_VALUES = {};

  static CartEvent of(UserEvent event, List<Breakdown> breakdowns) {
    Commerce says = Objects.requireNonNull(event.commerce);
    StateWriter id = new StateWriter(64);
    MessageIds.write(event.messageId, id);
    return new CartEvent(
        event.timeMillis,
        id.toBytes(),
        new Commerce(
            says.kind(),
            says.cartId(),
            says.orderId(),
            says.currency(),
            says.amountMillionths(),
            items(says.items())),
        values(event, breakdowns));
  }

  private static @Nullable List<LineItem> items(@Nullable List<LineItem> items) {
    return items == null
        ? null
        : items.stream().limit(CartLines.MOST).map(LineItem::withoutPlace).toList();
  }

  private static @Nullable String[] values(UserEvent event, List<Breakdown> breakdowns) {
    if (breakdowns.isEmpty()) {
      return NO_VALUES;
    }
    @Nullable String[] values = new String[breakdowns.size()];
    for (int i = 0; i < values.length; i++) {
      Object field = event.field(breakdowns.get(i).slot());
      boolean hasNone = field == null || field.equals("");
      values[i] = hasNone ? null : DimensionText.cut(DimensionText.of(field));
    }
    return values;
  }

  Commerce.Kind kind() {
    return says.kind();
  }

  /** How much of a day's limit it takes. */
  int weight() {
    List<LineItem> items = says.items();
    return 1 + (items == null ? 0 : items.size());
  }

  /** Whether it comes after another one, by time, then by message id. */
  boolean isAfter(CartEvent other) {
    return MessageIds.isAfter(millis, id, other.millis, other.id);
  }

  int heapBytes() {
    return 128 + id.length + 80 * weight() + 32 * values.length;
  }
}
