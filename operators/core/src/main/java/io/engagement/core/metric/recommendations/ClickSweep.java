package io.engagement.core.metric.recommendations;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items are impressions, and which impression each click belongs to: a sweep through time,
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
  private @Nullable Impression[] impressions = new Impression[64];

  /** By slot: the event of the impression. */
  private @Nullable Impressions[] shownBy = new Impressions[64];

  ClickSweep(Windows windows) {
    this.windows = windows;
  }

  /** Computes again what was touched; {@code *Now} and {@link Click#joined} hold the results. */
  void join(RecommendationState state) {
    numberKeys(state);
    List<Click> clicks = state.clicks;
    int next = 0;
    for (Impressions shown : state.impressions) {
      while (next < clicks.size()
          && clicks.get(next).millis + Windows.EARLY_CLICK_MILLIS < shown.millis) {
        join(clicks.get(next++));
      }
      if (shown.isTouched) {
        for (Impression impression : shown.items) {
          if (impression.slot != LongSlots.ABSENT) {
            show(shown, impression);
          }
        }
      }
    }
    while (next < clicks.size()) {
      join(clicks.get(next++));
    }
    Arrays.fill(impressions, 0, slots.size(), null);
    Arrays.fill(shownBy, 0, slots.size(), null);
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
    for (Impressions shown : state.impressions) {
      shown.isTouched = (shown.keyBits & touchedBits) != 0;
      if (!shown.isTouched) {
        continue;
      }
      for (Impression impression : shown.items) {
        boolean isTouched = isTouched(impression.anywhereKey);
        impression.slot = isTouched ? slots.of(impression.key) : LongSlots.ABSENT;
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

  private void show(Impressions shown, Impression impression) {
    int slot = impression.slot;
    long last = lastMillis[slot];
    lastMillis[slot] = shown.millis;
    long once = shown.isOnce(impression) ? windows.onceMillis() : windows.listOnceMillis();
    // One with final clicks counts for good, though a merge of ids may make it a repeat.
    boolean isFinal = impression.expiredClicks > 0;
    impression.countedNow = isFinal || last == Long.MIN_VALUE || shown.millis - last > once;
    impression.clicksNow = impression.expiredClicks;
    if (impression.countedNow) {
      impressions[slot] = impression;
      shownBy[slot] = shown;
      int anywhere = impression.hasOwnKey ? LongSlots.ABSENT : slots.find(impression.anywhereKey);
      if (anywhere != LongSlots.ABSENT) {
        impressions[anywhere] = impression;
        shownBy[anywhere] = shown;
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
    Impression impression = slot == LongSlots.ABSENT ? null : impressions[slot];
    Impressions shown = slot == LongSlots.ABSENT ? null : shownBy[slot];
    if (impression == null || shown == null) {
      click.joined = null;
      click.spot = null;
      click.unattributedNow = true;
      return;
    }
    if (click.joined != impression) {
      click.joined = impression;
      click.spot = new Spot(shown.surface, impression.position);
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
    Impressions shown = slot == LongSlots.ABSENT ? null : shownBy[slot];
    return shown != null && click.millis - shown.millis <= windows.clickMillis();
  }

  private void room(int size) {
    if (size > lastMillis.length) {
      int capacity = Integer.highestOneBit(size) * 2;
      lastMillis = Arrays.copyOf(lastMillis, capacity);
      impressions = Arrays.copyOf(impressions, capacity);
      shownBy = Arrays.copyOf(shownBy, capacity);
    }
  }
}
