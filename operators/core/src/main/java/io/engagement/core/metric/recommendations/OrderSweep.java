package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.recommendations.Purchase.PurchasedItem;
import io.engagement.core.metric.recommendations.RecommendationState.LastClick;
import io.engagement.core.table.DeltaBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which click each line item of an order belongs to: a sweep through time, after {@link
 * ClickSweep}. Reused from user to user.
 */
final class OrderSweep {
  private final Windows windows;
  private final RecommendationCells cells;
  private final LongSlots slots = new LongSlots();

  /** By slot: when the item was clicked last. */
  private long[] lastMillis = new long[16];

  /** By slot: where that click counts. */
  private @Nullable Spot[] spots = new Spot[16];

  OrderSweep(Windows windows, RecommendationCells cells) {
    this.windows = windows;
    this.cells = cells;
  }

  /**
   * Makes the line items belong to the clicks they belong to now.
   *
   * @param deltas what changed is added to it; null when it is published already
   */
  void convert(RecommendationState state, @Nullable DeltaBuffer deltas) {
    List<Purchase> purchases = state.purchases;
    if (purchases.isEmpty()) {
      return;
    }
    slots.clear();
    for (LastClick last : state.lastClicks) {
      click(last.item(), last.millis(), last.spot());
    }
    List<Click> clicks = state.clicks;
    int next = 0;
    for (Purchase purchase : purchases) {
      while (next < clicks.size() && clicks.get(next).millis <= purchase.millis) {
        Click click = clicks.get(next++);
        if (click.joined != null && click.spot != null) {
          click(click.joined.item, click.millis, click.spot);
        }
      }
      for (PurchasedItem item : purchase.items) {
        convert(purchase, item, deltas);
      }
    }
    Arrays.fill(spots, 0, slots.size(), null);
  }

  private void click(long item, long millis, Spot spot) {
    if (item != ShownKeys.NO_ITEM) {
      int slot = slots.of(item);
      room(slots.size());
      lastMillis[slot] = millis;
      spots[slot] = spot;
    }
  }

  private void convert(Purchase purchase, PurchasedItem item, @Nullable DeltaBuffer deltas) {
    int slot = slots.find(item.item);
    boolean isInTime =
        slot != LongSlots.ABSENT
            && purchase.millis - lastMillis[slot] <= windows.conversionMillis();
    Spot spot = isInTime ? spots[slot] : null;
    if (Objects.equals(spot, item.spot)) {
      return;
    }
    if (deltas != null && item.spot != null) {
      cells.conversion(deltas, item.spot, item, -1);
    }
    if (deltas != null && spot != null) {
      cells.conversion(deltas, spot, item, 1);
    }
    item.spot = spot;
  }

  private void room(int size) {
    if (size > lastMillis.length) {
      int capacity = Integer.highestOneBit(size) * 2;
      lastMillis = Arrays.copyOf(lastMillis, capacity);
      spots = Arrays.copyOf(spots, capacity);
    }
  }
}
