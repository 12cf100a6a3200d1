package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.Windows.EARLY_CLICK_MILLIS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Expires what no event can change or need any more.
 *
 * <p>When no event before an instant is accepted any more, then no click that is {@link
 * Windows#EARLY_CLICK_MILLIS} earlier than that will belong to another impression, and no order of
 * that time to another click: it is final.
 */
final class RecommendationExpiry {
  private static final Comparator<Touch> ORDER =
      Comparator.comparingLong(Touch::millis).thenComparingLong(Touch::item);

  private final Windows windows;
  private final Attribution attribution;
  private final long lateHorizonMillis;
  private final LongSlots seen = new LongSlots();

  RecommendationExpiry(Windows windows, Attribution attribution, long lateHorizonMillis) {
    this.windows = windows;
    this.attribution = attribution;
    this.lateHorizonMillis = lateHorizonMillis;
  }

  /**
   * Expires days of a state whose results are published.
   *
   * @param acceptedFromMillis no event before this is accepted any more
   */
  void expire(RecommendationState state, long acceptedFromMillis) {
    long before = state.expiry.dueBefore(acceptedFromMillis);
    if (before == state.expiry.beforeMillis()) {
      return;
    }
    attribution.know(state);
    boolean isEnd = before == Long.MAX_VALUE;
    long finalBefore = isEnd ? before : before - EARLY_CLICK_MILLIS;
    long viewsFrom = isEnd ? before : finalBefore - windows.clickMillis();
    expireClicks(state, finalBefore);
    state.purchases.expire(finalBefore, purchase -> false);
    state.views.expire(
        viewsFrom,
        view -> {
          keepKeys(view, state);
          return false;
        });
    state.shown.keepLastOfEach(seen);
    state.shownInLists.keepLastOfEach(seen);
    state.shown.expire(isEnd ? before : viewsFrom - windows.onceMillis());
    state.shownInLists.expire(isEnd ? before : viewsFrom - windows.listOnceMillis());
    long touchesFrom = isEnd ? before : finalBefore - windows.conversionMillis();
    state.touches.removeIf(touch -> touch.millis() < touchesFrom);
    state.expiry.advanceTo(before);
    state.clicks.expireIds();
    state.purchases.expireIds();
    state.views.expireIds();
  }

  /** Of the clicks on an item the last is as good as all for orders that are still to come. */
  private static void expireClicks(RecommendationState state, long finalBefore) {
    if (state.clicks.firstAtOrAfter(finalBefore) == 0) {
      return;
    }
    Map<Long, Touch> last = new HashMap<>();
    state.touches.forEach(touch -> last.put(touch.item(), touch));
    state.clicks.expire(
        finalBefore,
        click -> {
          Showing joined = click.joined;
          if (joined != null && click.spot != null) {
            joined.sealedClicks++;
            if (joined.item != ShownKeys.NO_ITEM) {
              last.put(joined.item, new Touch(click.millis, joined.item, click.spot));
            }
          }
          return false;
        });
    List<Touch> touches = new ArrayList<>(last.values());
    touches.sort(ORDER);
    state.touches.clear();
    state.touches.addAll(touches);
  }

  private static void keepKeys(View view, RecommendationState state) {
    for (Showing showing : view.showings) {
      ShownLog log = view.isOnce(showing) ? state.shown : state.shownInLists;
      log.add(showing.key, view.millis);
    }
  }

  /** The watermark at which something expires though the user does nothing. */
  long deadlineMillis(RecommendationState state) {
    long last = Math.max(state.clicks.lastMillis(), state.purchases.lastMillis());
    if (!state.views.isEmpty()) {
      last = Math.max(last, state.views.lastMillis() + windows.clickMillis());
    }
    if (last == Long.MIN_VALUE) {
      last = Math.max(lastShownMillis(state), lastTouchMillis(state));
    }
    return last == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : state.expiry.deadlineMillis(last + EARLY_CLICK_MILLIS, lateHorizonMillis);
  }

  private long lastShownMillis(RecommendationState state) {
    long last = Long.MIN_VALUE;
    if (state.shown.size > 0) {
      last = state.shown.lastMillis() + windows.onceMillis() + windows.clickMillis();
    }
    if (state.shownInLists.size > 0) {
      long inLists = state.shownInLists.lastMillis() + windows.listOnceMillis();
      last = Math.max(last, inLists + windows.clickMillis());
    }
    return last;
  }

  private long lastTouchMillis(RecommendationState state) {
    return state.touches.isEmpty()
        ? Long.MIN_VALUE
        : state.touches.get(state.touches.size() - 1).millis() + windows.conversionMillis();
  }
}
