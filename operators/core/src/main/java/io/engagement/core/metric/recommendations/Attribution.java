package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.recommendations.Purchase.PurchasedItem;
import io.engagement.core.table.DeltaBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what belongs to what, of all that a user has open, and publishes what changed. The result
 * depends on what is kept, not on the order in which it came. Reused from user to user.
 */
final class Attribution {
  private final RecommendationCells cells;
  private final ClickSweep clicks;
  private final OrderSweep orders;

  Attribution(Windows windows, RecommendationCells cells) {
    this.cells = cells;
    this.clicks = new ClickSweep(windows);
    this.orders = new OrderSweep(windows, cells);
  }

  /** Finds out what was published of a state that was read. */
  void know(RecommendationState state) {
    if (!state.isKnown) {
      state.impressions.forEach(state::touch);
      state.clicks.forEach(click -> state.touch(click.anywhereKey));
      update(state, null);
      state.isKnown = true;
    }
  }

  /**
   * Computes the results of what was touched again and makes them what is published.
   *
   * @param deltas what changed is added to it; null when it is published already
   */
  void update(RecommendationState state, @Nullable DeltaBuffer deltas) {
    if (state.touchedCount > 0) {
      clicks.join(state);
    }
    orders.convert(state, deltas);
    for (Impressions shown : state.impressions) {
      if (shown.isTouched) {
        publish(shown, deltas);
        shown.isTouched = false;
      }
    }
    for (Click click : state.clicks) {
      if (click.unattributed != click.unattributedNow) {
        if (deltas != null) {
          cells.unattributed(deltas, click.own, click.unattributedNow ? 1 : -1);
        }
        click.unattributed = click.unattributedNow;
      }
    }
    state.untouched();
  }

  private void publish(Impressions shown, @Nullable DeltaBuffer deltas) {
    long allCounted = 0;
    long allClicks = 0;
    long allClicked = 0;
    for (Impression impression : shown.items) {
      int counted = bit(impression.countedNow) - bit(impression.counted);
      int clicks = impression.clicksNow - impression.clicks;
      if (counted == 0 && clicks == 0) {
        continue;
      }
      int clicked = bit(impression.clicksNow > 0) - bit(impression.clicks > 0);
      if (deltas != null) {
        cells.shown(deltas, shown.surface, impression.position, counted, clicks, clicked);
      }
      allCounted += counted;
      allClicks += clicks;
      allClicked += clicked;
      impression.counted = impression.countedNow;
      impression.clicks = impression.clicksNow;
    }
    if (deltas != null && (allCounted != 0 || allClicks != 0 || allClicked != 0)) {
      cells.shown(deltas, shown.surface, 0, allCounted, allClicks, allClicked);
    }
  }

  /** Takes back what is published of impressions that is no longer looked at. */
  void takeBack(Impressions shown, DeltaBuffer deltas) {
    for (Impression impression : shown.items) {
      impression.countedNow = false;
      impression.clicksNow = 0;
    }
    publish(shown, deltas);
  }

  void takeBack(Click click, DeltaBuffer deltas) {
    if (click.unattributed) {
      cells.unattributed(deltas, click.own, -1);
    }
  }

  void takeBack(Purchase purchase, DeltaBuffer deltas) {
    for (PurchasedItem item : purchase.items) {
      if (item.spot != null) {
        cells.conversion(deltas, item.spot, item, -1);
      }
    }
  }

  private static int bit(boolean flag) {
    return flag ? 1 : 0;
  }

  /** Adds all that is published of a state that is known. */
  void contributions(RecommendationState state, DeltaBuffer deltas) {
    for (Impressions shown : state.impressions) {
      long counted = 0;
      long clicks = 0;
      long clicked = 0;
      for (Impression impression : shown.items) {
        if (impression.counted) {
          cells.shown(
              deltas,
              shown.surface,
              impression.position,
              1,
              impression.clicks,
              bit(impression.clicks > 0));
          counted++;
          clicks += impression.clicks;
          clicked += bit(impression.clicks > 0);
        }
      }
      cells.shown(deltas, shown.surface, 0, counted, clicks, clicked);
    }
    for (Click click : state.clicks) {
      if (click.unattributed) {
        cells.unattributed(deltas, click.own, 1);
      }
    }
    for (Purchase purchase : state.purchases) {
      for (PurchasedItem item : purchase.items) {
        if (item.spot != null) {
          cells.conversion(deltas, item.spot, item, 1);
        }
      }
    }
  }
}
