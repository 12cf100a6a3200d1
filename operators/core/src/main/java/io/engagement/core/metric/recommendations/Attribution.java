package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.DeltaBuffer;
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
      state.views.forEach(state::touch);
      state.clicks.forEach(click -> state.touch(click.anywhereKey));
      update(state, null);
      state.isKnown = true;
    }
  }

  /**
   * Computes the results of what was touched anew and makes them what is published.
   *
   * @param deltas what changed is added to it; null when it is published already
   */
  void update(RecommendationState state, @Nullable DeltaBuffer deltas) {
    if (state.touchedCount != 0) {
      clicks.join(state);
    }
    orders.convert(state, deltas);
    for (View view : state.views) {
      if (view.isTouched) {
        publish(view, deltas);
        view.isTouched = false;
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

  private void publish(View view, @Nullable DeltaBuffer deltas) {
    long allCounted = 0;
    long allClicks = 0;
    long allClicked = 0;
    for (Showing showing : view.showings) {
      int counted = bit(showing.countedNow) - bit(showing.counted);
      int clicks = showing.clicksNow - showing.clicks;
      if (counted == 0 && clicks == 0) {
        continue;
      }
      int clicked = bit(showing.clicksNow > 0) - bit(showing.clicks > 0);
      if (deltas != null) {
        cells.shown(deltas, view.surface, showing.position, counted, clicks, clicked);
      }
      allCounted += counted;
      allClicks += clicks;
      allClicked += clicked;
      showing.counted = showing.countedNow;
      showing.clicks = showing.clicksNow;
    }
    if (deltas != null && (allCounted != 0 || allClicks != 0 || allClicked != 0)) {
      cells.shown(deltas, view.surface, 0, allCounted, allClicks, allClicked);
    }
  }

  /** Takes back what is published of a view that is no longer looked at. */
  void takeBack(View view, DeltaBuffer deltas) {
    for (Showing showing : view.showings) {
      showing.countedNow = false;
      showing.clicksNow = 0;
    }
    publish(view, deltas);
  }

  void takeBack(Click click, DeltaBuffer deltas) {
    if (click.unattributed) {
      cells.unattributed(deltas, click.own, -1);
    }
  }

  void takeBack(Purchase purchase, DeltaBuffer deltas) {
    for (Line line : purchase.lines) {
      if (line.spot != null) {
        cells.conversion(deltas, line.spot, line, -1);
      }
    }
  }

  private static int bit(boolean flag) {
    return flag ? 1 : 0;
  }

  /** Adds all that is published of a state that is known. */
  void contributions(RecommendationState state, DeltaBuffer deltas) {
    for (View view : state.views) {
      long counted = 0;
      long clicks = 0;
      long clicked = 0;
      for (Showing showing : view.showings) {
        if (showing.counted) {
          cells.shown(
              deltas, view.surface, showing.position, 1, showing.clicks, bit(showing.clicks > 0));
          counted++;
          clicks += showing.clicks;
          clicked += bit(showing.clicks > 0);
        }
      }
      cells.shown(deltas, view.surface, 0, counted, clicks, clicked);
    }
    for (Click click : state.clicks) {
      if (click.unattributed) {
        cells.unattributed(deltas, click.own, 1);
      }
    }
    for (Purchase purchase : state.purchases) {
      for (Line line : purchase.lines) {
        if (line.spot != null) {
          cells.conversion(deltas, line.spot, line, 1);
        }
      }
    }
  }
}
