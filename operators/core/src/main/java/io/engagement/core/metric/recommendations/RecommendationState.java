package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Expiry;
import io.engagement.core.history.MomentLog;
import io.engagement.core.metric.recommendations.RecommendationsMetric.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What {@link RecommendationsMetric} keeps of a user. */
public final class RecommendationState {
  /**
   * The last click on an item of those that are final: what an order of the item that is still to
   * come may belong to.
   *
   * @param millis of the click, epoch milliseconds
   * @param item see {@link ShownKeys#item}
   * @param spot the place of its impression
   */
  record LastClick(long millis, long item, Spot spot) {
    static final Comparator<LastClick> ORDER =
        Comparator.comparingLong(LastClick::millis).thenComparingLong(LastClick::item);
  }

  private static final long[] NO_KEYS = {};

  final Expiry expiry = new Expiry();
  final MomentLog<Impressions> impressions = new MomentLog<>(expiry);
  final MomentLog<Click> clicks = new MomentLog<>(expiry);
  final MomentLog<Purchase> purchases = new MomentLog<>(expiry);

  /** By time, then item as a number; one an item. */
  final List<LastClick> lastClicks = new ArrayList<>(1);

  /** Keys in recommendations, and those that are ids of impressions. */
  final ShownLog shown = new ShownLog();

  /** Other keys in lists. */
  final ShownLog shownInLists = new ShownLog();

  /** Whether what is marked "as published" is known: not yet in a state that was just read. */
  boolean isKnown = true;

  /** Whether something may come to another result than what is published. */
  boolean isTouched;

  /** {@link Impression#anywhereKey} of items and clicks that may; some of them several times. */
  long[] touchedKeys = NO_KEYS;

  int touchedCount;

  boolean isEmpty() {
    return impressions.isEmpty()
        && clicks.isEmpty()
        && purchases.isEmpty()
        && lastClicks.isEmpty()
        && shown.size == 0
        && shownInLists.size == 0;
  }

  /** What a impression or click of a key belongs to may have changed. */
  void touch(long anywhereKey) {
    if (touchedCount == touchedKeys.length) {
      touchedKeys = Arrays.copyOf(touchedKeys, touchedCount * 2 + 8);
    }
    touchedKeys[touchedCount++] = anywhereKey;
    isTouched = true;
  }

  void touch(Impressions shown) {
    for (Impression impression : shown.items) {
      touch(impression.anywhereKey);
    }
  }

  void untouched() {
    isTouched = false;
    touchedKeys = NO_KEYS;
    touchedCount = 0;
  }

  /**
   * Adds what another state holds; nothing of either is published afterwards. What one of them has
   * expired that the other still holds is expired with its next day.
   */
  void merge(RecommendationState other, Limits limits) {
    expiry.advanceTo(other.expiry.beforeMillis());
    impressions.merge(other.impressions, shown -> limits.items());
    clicks.merge(other.clicks, click -> limits.clicks());
    purchases.merge(other.purchases, purchase -> limits.lines());
    for (LastClick click : other.lastClicks) {
      addLastClick(click);
    }
    lastClicks.sort(LastClick.ORDER);
    shown.merge(other.shown);
    shownInLists.merge(other.shownInLists);
    unpublish();
    isKnown = true;
    isTouched = true;
  }

  private void addLastClick(LastClick added) {
    for (int i = 0; i < lastClicks.size(); i++) {
      if (lastClicks.get(i).item() == added.item()) {
        if (lastClicks.get(i).millis() < added.millis()) {
          lastClicks.set(i, added);
        }
        return;
      }
    }
    lastClicks.add(added);
  }

  private void unpublish() {
    for (Impressions each : impressions) {
      each.unpublish();
      touch(each);
    }
    for (Click click : clicks) {
      click.unpublish();
      touch(click.anywhereKey);
    }
    purchases.forEach(Purchase::unpublish);
  }

  int heapBytes() {
    return 164
        + 8 * touchedKeys.length
        + impressions.heapBytes()
        + clicks.heapBytes()
        + purchases.heapBytes()
        + shown.heapBytes()
        + shownInLists.heapBytes()
        + 120 * lastClicks.size();
  }
}
