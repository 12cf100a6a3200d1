package io.engagement.core.metric.recommendations;

import io.engagement.core.history.Expiry;
import io.engagement.core.history.MomentLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link RecommendationsMetric} keeps of a user. */
public final class RecommendationState {
  private static final long[] NO_KEYS = {};

  final Expiry expiry = new Expiry();
  final MomentLog<View> views = new MomentLog<>(expiry);
  final MomentLog<Click> clicks = new MomentLog<>(expiry);
  final MomentLog<Purchase> purchases = new MomentLog<>(expiry);

  /** By time, then item as a number; one an item. */
  final List<Touch> touches = new ArrayList<>(1);

  /** Keys in recommendations, and those that are ids of impressions. */
  final ShownLog shown = new ShownLog();

  /** Other keys in lists. */
  final ShownLog shownInLists = new ShownLog();

  /** Whether what is marked "as published" is known: not yet in a state that was just read. */
  boolean isKnown = true;

  /** Whether something may come to another result than what is published. */
  boolean isTouched;

  /** {@link Showing#anywhereKey} of showings and clicks that may; some of them several times. */
  long[] touchedKeys = NO_KEYS;

  int touchedCount;

  /** What a showing or click of a key belongs to may have changed. */
  void touch(long anywhereKey) {
    if (touchedCount == touchedKeys.length) {
      touchedKeys = Arrays.copyOf(touchedKeys, touchedCount * 2 + 8);
    }
    touchedKeys[touchedCount++] = anywhereKey;
    isTouched = true;
  }

  void touch(View view) {
    for (Showing showing : view.showings) {
      touch(showing.anywhereKey);
    }
  }

  void untouched() {
    isTouched = false;
    touchedKeys = NO_KEYS;
    touchedCount = 0;
  }

  int heapBytes() {
    return 164
        + 8 * touchedKeys.length
        + views.heapBytes()
        + clicks.heapBytes()
        + purchases.heapBytes()
        + shown.heapBytes()
        + shownInLists.heapBytes()
        + 120 * touches.size();
  }
}
