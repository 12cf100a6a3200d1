package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.Windows.EARLY_CLICK_MILLIS;

import io.engagement.core.metric.recommendations.RecommendationState.LastClick;
import java.util.ArrayList;
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
    long impressionsFrom = isEnd ? before : finalBefore - windows.clickMillis();
    expireClicks(state, finalBefore);
    state.purchases.expire(finalBefore, purchase -> false);
    state.impressions.expire(
        impressionsFrom,
        shown -> {
          keepKeys(shown, state);
          return false;
        });
    state.shown.keepLastOfEach(seen);
    state.shownInLists.keepLastOfEach(seen);
    state.shown.expire(isEnd ? before : impressionsFrom - windows.onceMillis());
    state.shownInLists.expire(isEnd ? before : impressionsFrom - windows.listOnceMillis());
    long lastClicksFrom = isEnd ? before : finalBefore - windows.conversionMillis();
    state.lastClicks.removeIf(click -> click.millis() < lastClicksFrom);
    state.expiry.advanceTo(before);
    state.clicks.expireIds();
    state.purchases.expireIds();
    state.impressions.expireIds();
  }

  /** Of the clicks on an item the last is as good as all for orders that are still to come. */
  private static void expireClicks(RecommendationState state, long finalBefore) {
    if (state.clicks.firstAtOrAfter(finalBefore) == 0) {
      return;
    }
    Map<Long, LastClick> last = new HashMap<>();
    state.lastClicks.forEach(click -> last.put(click.item(), click));
    state.clicks.expire(
        finalBefore,
        click -> {
          Impression joined = click.joined;
          if (joined != null && click.spot != null) {
            joined.expiredClicks++;
            if (joined.item != ShownKeys.NO_ITEM) {
              last.put(joined.item, new LastClick(click.millis, joined.item, click.spot));
            }
          }
          return false;
        });
    List<LastClick> lastClicks = new ArrayList<>(last.values());
    lastClicks.sort(LastClick.ORDER);
    state.lastClicks.clear();
    state.lastClicks.addAll(lastClicks);
  }

  private static void keepKeys(Impressions shown, RecommendationState state) {
    for (Impression impression : shown.items) {
      ShownLog log = shown.isOnce(impression) ? state.shown : state.shownInLists;
      log.add(impression.key, shown.millis);
    }
  }

  /** The watermark at which something expires though the user does nothing. */
  long deadlineMillis(RecommendationState state) {
    long last = Math.max(state.clicks.lastMillis(), state.purchases.lastMillis());
    if (!state.impressions.isEmpty()) {
      last = Math.max(last, state.impressions.lastMillis() + windows.clickMillis());
    }
    if (last == Long.MIN_VALUE) {
      last = Math.max(lastShownMillis(state), lastClickMillis(state));
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

  private long lastClickMillis(RecommendationState state) {
    return state.lastClicks.isEmpty()
        ? Long.MIN_VALUE
        : state.lastClicks.get(state.lastClicks.size() - 1).millis() + windows.conversionMillis();
  }
}
