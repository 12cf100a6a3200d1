package io.engagement.core.metric.recommendations;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which showings are impressions, and which impression each click belongs to: a sweep through time,
 * past all items but those that were touched. Reused from user to user.
 */
final class ClickSweep {
  private final Windows windows;
  private final LongSlots touched = new LongSlots();
  private long touchedBits;
  private final LongSlots slots = new LongSlots();

  /** By slot: when the key was shown last. */
  private long[] lastMillis = new long[64];

  /** By slot: the impression of the key that came last. */
  private @Nullable Showing[] impressions = new Showing[64];

  /** By slot: the view of the impression. */
  private @Nullable View[] views = new View[64];

  ClickSweep(Windows windows) {
    this.windows = windows;
  }

  /** Computes anew what was touched; {@code *Now} and {@link Click#joined} hold the results. */
  void join(RecommendationState state) {
    numberKeys(state);
    List<Click> clicks = state.clicks;
    int next = 0;
    for (View view : state.views) {
      while (next < clicks.size()
          && clicks.get(next).millis + Windows.EARLY_CLICK_MILLIS < view.millis) {
        join(clicks.get(next++));
      }
      if (view.isTouched) {
        for (Showing showing : view.showings) {
          if (showing.slot != LongSlots.ABSENT) {
            show(view, showing);
          }
        }
      }
    }
    while (next < clicks.size()) {
      join(clicks.get(next++));
    }
    Arrays.fill(impressions, 0, slots.size(), null);
    Arrays.fill(views, 0, slots.size(), null);
  }

  /** Only what was touched gets a number: it is what results are computed of. */
  private void numberKeys(RecommendationState state) {
    touched.clear();
    touchedBits = 0;
    for (int i = 0; i < state.touchedCount; i++) {
      touched.of(state.touchedKeys[i]);
      touchedBits |= bitOf(state.touchedKeys[i]);
    }
    slots.clear();
    for (View view : state.views) {
      view.isTouched = (view.keyBits & touchedBits) != 0;
      if (!view.isTouched) {
        continue;
      }
      for (Showing showing : view.showings) {
        boolean isTouched = isTouched(showing.anywhereKey);
        showing.slot = isTouched ? slots.of(showing.key) : LongSlots.ABSENT;
      }
    }
    for (Click click : state.clicks) {
      if (click.isAnywhere() && isTouched(click.anywhereKey)) {
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
    long once = view.isOnce(showing) ? windows.onceMillis() : windows.listOnceMillis();
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

  private boolean isTouched(long anywhereKey) {
    return (touchedBits & bitOf(anywhereKey)) != 0 && touched.find(anywhereKey) != LongSlots.ABSENT;
  }

  /** One of 64 bits for a key: most keys that were not touched are told by theirs. */
  static long bitOf(long key) {
    return 1L << (key >>> 58);
  }

  private void join(Click click) {
    if (!isTouched(click.anywhereKey)) {
      return;
    }
    int slot = slotOf(click);
    Showing impression = slot == LongSlots.ABSENT ? null : impressions[slot];
    View view = slot == LongSlots.ABSENT ? null : views[slot];
    if (impression == null || view == null) {
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

  /** The slot of the impression a click belongs to; {@link LongSlots#ABSENT} when to none. */
  private int slotOf(Click click) {
    int slot = slots.find(click.key);
    if (isInTime(slot, click)) {
      return slot;
    }
    slot = click.otherKey == Click.NO_KEY ? LongSlots.ABSENT : slots.find(click.otherKey);
    return isInTime(slot, click) ? slot : LongSlots.ABSENT;
  }

  private boolean isInTime(int slot, Click click) {
    View view = slot == LongSlots.ABSENT ? null : views[slot];
    return view != null && click.millis - view.millis <= windows.clickMillis();
  }

  private void room(int size) {
    if (size > lastMillis.length) {
      int capacity = Integer.highestOneBit(size) * 2;
      lastMillis = Arrays.copyOf(lastMillis, capacity);
      impressions = Arrays.copyOf(impressions, capacity);
      views = Arrays.copyOf(views, capacity);
    }
  }
}
