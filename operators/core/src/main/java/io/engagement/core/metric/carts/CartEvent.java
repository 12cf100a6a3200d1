package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.UserEvent;
import io.engagement.core.history.Moment;
import io.engagement.core.session.MessageIds;
import io.engagement.core.table.Breakdown;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an event says about a cart or an order. */
final class CartEvent extends Moment {
  private static final @Nullable String[] NO_VALUES = {};

  /** What it says, without more items than a cart has and without their places. */
  final Commerce says;

  /** Of the breakdowns; null where the event has none. */
  final @Nullable String[] values;

  CartEvent(long millis, byte[] id, Commerce says, @Nullable String[] values) {
    super(millis, id);
    this.says = says;
    this.values = values;
  }

  static CartEvent of(UserEvent event, List<Breakdown> breakdowns) {
    Commerce says = Objects.requireNonNull(event.commerce);
    return new CartEvent(
        event.timeMillis,
        MessageIds.bytes(event.messageId),
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

  @Override
  public int weight() {
    List<LineItem> items = says.items();
    return 1 + (items == null ? 0 : items.size());
  }

  @Override
  public int heapBytes() {
    return 128 + idHeapBytes() + 80 * weight() + 32 * values.length;
  }
}
