package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.DeltaBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what belongs to what, for all that a user has open: which showings are impressions, which
 * click belongs to which impression, which order line to which click. Two sweeps through time; the
 * result depends on what is kept, not on the order in which it came. Reused from user to user.
 */
final class Attribution {
  private final Windows windows;
  private final RecommendationCells cells;
  private final LongSlots slots = new LongSlots();

  /** By slot: when the key was shown last. */
  private long[] lastMillis = new long[64];

  /** By slot: the impression of the key that came last. */
  private @Nullable Showing[] impressions = new Showing[64];

  /** By slot: the view of the impression. */
  private @Nullable View[] views = new View[64];

  /** By slot: when the item was clicked last. */
  private @Nullable Spot[] spots = new Spot[64];

  Attribution(Windows windows, RecommendationCells cells) {
    this.windows = windows;
    this.cells = cells;
  }

  /** Finds out what was published of a state that was read. */
  void know(RecommendationState state) {
    if (!state.isKnown) {
      update(state, null);
      state.isKnown = true;
    }
  }

  /**
   * Computes all results anew and makes them what is published.
   *
   * @param deltas what changed is added to it; null when it is published already
   */
  void update(RecommendationState state, @Nullable DeltaBuffer deltas) {
    join(state);
    convert(state, deltas);
    for (View view : state.views.moments) {
      publish(view, deltas);
    }
    for (Click click : state.clicks.moments) {
      if (click.unattributed != click.unattributedNow) {
        if (deltas != null) {
          cells.unattributed(deltas, click.own, click.unattributedNow ? 1 : -1);
        }
        click.unattributed = click.unattributedNow;
      }
    }
    state.isTouched = false;
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

  /** Which showings are impressions, and which impression each click belongs to. */
  private void join(RecommendationState state) {
    numberKeys(state);
    List<Click> clicks = state.clicks.moments;
    int next = 0;
    for (View view : state.views.moments) {
      while (next < clicks.size()
          && clicks.get(next).millis + Windows.EARLY_CLICK_MILLIS < view.millis) {
        join(clicks.get(next++));
      }
      for (Showing showing : view.showings) {
        show(view, showing);
      }
    }
    while (next < clicks.size()) {
      join(clicks.get(next++));
    }
    Arrays.fill(impressions, 0, slots.size(), null);
    Arrays.fill(views, 0, slots.size(), null);
  }

  private void numberKeys(RecommendationState state) {
    slots.clear();
    for (View view : state.views.moments) {
      for (Showing showing : view.showings) {
        showing.slot = slots.of(showing.key);
      }
    }
    for (Click click : state.clicks.moments) {
      if (click.isAnywhere) {
        slots.of(click.key);
      }
    }
    room(slots.size());
    Arrays.fill(lastMillis, 0, slots.size(), Long.MIN_VALUE);
    remember(state.shown);
    remember(state.shownInLists);
  }

  private void remember(ShownLog shown) {
    for (int i = 0; i < shown.size; i++) {
      int slot = slots.find(shown.keys[i]);
      if (slot != LongSlots.ABSENT) {
        lastMillis[slot] = shown.millis[i];
      }
    }
  }

  private void show(View view, Showing showing) {
    int slot = showing.slot;
    long last = lastMillis[slot];
    lastMillis[slot] = view.millis;
    long once = view.isOnce(showing) ? windows.onceMillis() : windows.clickMillis();
    showing.countedNow = last == Long.MIN_VALUE || view.millis - last > once;
    showing.clicksNow = showing.sealedClicks;
    if (showing.countedNow) {
      impressions[slot] = showing;
      views[slot] = view;
      int anywhere = showing.hasOwnKey ? LongSlots.ABSENT : slots.find(showing.anywhereKey);
      if (anywhere != LongSlots.ABSENT) {
        impressions[anywhere] = showing;
        views[anywhere] = view;
      }
    }
  }

  private void join(Click click) {
    int slot = slots.find(click.key);
    Showing impression = slot == LongSlots.ABSENT ? null : impressions[slot];
    View view = slot == LongSlots.ABSENT ? null : views[slot];
    if (impression == null || view == null || click.millis - view.millis > windows.clickMillis()) {
      click.joined = null;
      click.spot = null;
      click.unattributedNow = true;
      return;
    }
    if (click.joined != impression) {
      click.joined = impression;
      click.spot = new Spot(view.surface, impression.position);
    }
    impression.clicksNow++;
    click.unattributedNow = false;
  }

  /** Which click each order line belongs to. */
  private void convert(RecommendationState state, @Nullable DeltaBuffer deltas) {
    List<Purchase> purchases = state.purchases.moments;
    if (purchases.isEmpty()) {
      return;
    }
    slots.clear();
    for (Touch touch : state.touches) {
      touch(touch.item(), touch.millis(), touch.spot());
    }
    List<Click> clicks = state.clicks.moments;
    int next = 0;
    for (Purchase purchase : purchases) {
      while (next < clicks.size() && clicks.get(next).millis <= purchase.millis) {
        Click click = clicks.get(next++);
        if (click.joined != null && click.spot != null) {
          touch(click.joined.item, click.millis, click.spot);
        }
      }
      for (Line line : purchase.lines) {
        convert(purchase, line, deltas);
      }
    }
    Arrays.fill(spots, 0, slots.size(), null);
  }

  private void touch(long item, long millis, Spot spot) {
    if (item != ShownKeys.NO_ITEM) {
      int slot = slots.of(item);
      room(slots.size());
      lastMillis[slot] = millis;
      spots[slot] = spot;
    }
  }

  private void convert(Purchase purchase, Line line, @Nullable DeltaBuffer deltas) {
    int slot = slots.find(line.item);
    boolean isInTime =
        slot != LongSlots.ABSENT
            && purchase.millis - lastMillis[slot] <= windows.conversionMillis();
    Spot spot = isInTime ? spots[slot] : null;
    if (Objects.equals(spot, line.spot)) {
      return;
    }
    if (deltas != null && line.spot != null) {
      cells.conversion(deltas, line.spot, line, -1);
    }
    if (deltas != null && spot != null) {
      cells.conversion(deltas, spot, line, 1);
    }
    line.spot = spot;
  }

  private void room(int size) {
    if (size > lastMillis.length) {
      int capacity = Integer.highestOneBit(size) * 2;
      lastMillis = Arrays.copyOf(lastMillis, capacity);
      impressions = Arrays.copyOf(impressions, capacity);
      views = Arrays.copyOf(views, capacity);
      spots = Arrays.copyOf(spots, capacity);
    }
  }

  /** Adds all that is published of a state that is known. */
  void contributions(RecommendationState state, DeltaBuffer deltas) {
    for (View view : state.views.moments) {
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
    for (Click click : state.clicks.moments) {
      if (click.unattributed) {
        cells.unattributed(deltas, click.own, 1);
      }
    }
    for (Purchase purchase : state.purchases.moments) {
      for (Line line : purchase.lines) {
        if (line.spot != null) {
          cells.conversion(deltas, line.spot, line, 1);
        }
      }
    }
  }
}
