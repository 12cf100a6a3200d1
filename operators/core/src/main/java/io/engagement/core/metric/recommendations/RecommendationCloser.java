package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.Windows.EARLY_CLICK_MILLIS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Forgets what no event can change or need any more, a UTC day at a time: days are closed as a
 * whole, so that all of a day's events are there as long as another one may come and be counted
 * against the day's limit.
 *
 * <p>When no event before an instant is to come any more, then no click that is {@link
 * Windows#EARLY_CLICK_MILLIS} earlier than that will belong to another impression, and no order of
 * that time to another click: it is final.
 */
final class RecommendationCloser {
  private static final Comparator<Touch> ORDER =
      Comparator.comparingLong(Touch::millis).thenComparingLong(Touch::item);

  private final Windows windows;
  private final Attribution attribution;
  private final LongSlots seen = new LongSlots();

  RecommendationCloser(Windows windows, Attribution attribution) {
    this.windows = windows;
    this.attribution = attribution;
  }

  /**
   * Closes the days before one, in a state whose results are published.
   *
   * @param acceptedFromMillis no event before this is to come any more
   */
  void close(RecommendationState state, long acceptedFromMillis) {
    long closing = MomentLog.dayStart(acceptedFromMillis);
    if (closing <= state.closedBefore) {
      return;
    }
    attribution.know(state);
    boolean isEnd = closing == Long.MAX_VALUE;
    long finalBefore = isEnd ? closing : closing - EARLY_CLICK_MILLIS;
    long viewsFrom = isEnd ? closing : finalBefore - windows.clickMillis();
    sealClicks(state, finalBefore);
    state.purchases.forgetBefore(finalBefore, purchase -> {});
    state.views.forgetBefore(viewsFrom, view -> keepKeys(view, state));
    state.shown.keepLastOfEach(seen);
    state.shownInLists.keepLastOfEach(seen);
    state.shown.forgetBefore(isEnd ? closing : viewsFrom - windows.onceMillis());
    state.shownInLists.forgetBefore(isEnd ? closing : viewsFrom - windows.listOnceMillis());
    long touchesFrom = isEnd ? closing : finalBefore - windows.conversionMillis();
    state.touches.removeIf(touch -> touch.millis() < touchesFrom);
    state.clicks.forgetIdsBefore(closing);
    state.purchases.forgetIdsBefore(closing);
    state.views.forgetIdsBefore(closing);
    state.closedBefore = closing;
  }

  /** Of the clicks on an item the last is as good as all for orders that are still to come. */
  private static void sealClicks(RecommendationState state, long finalBefore) {
    if (state.clicks.moments.isEmpty() || state.clicks.moments.get(0).millis >= finalBefore) {
      return;
    }
    Map<Long, Touch> last = new HashMap<>();
    state.touches.forEach(touch -> last.put(touch.item(), touch));
    state.clicks.forgetBefore(
        finalBefore,
        click -> {
          Showing joined = click.joined;
          if (joined != null && click.spot != null) {
            joined.sealedClicks++;
            if (joined.item != ShownKeys.NO_ITEM) {
              last.put(joined.item, new Touch(click.millis, joined.item, click.spot));
            }
          }
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

  /** When the watermark lets something be forgotten though the user does nothing. */
  long deadlineMillis(RecommendationState state, long lateHorizonMillis) {
    long last = Math.max(state.clicks.lastMillis(), state.purchases.lastMillis());
    if (!state.views.moments.isEmpty()) {
      last = Math.max(last, state.views.lastMillis() + windows.clickMillis());
    }
    if (last == Long.MIN_VALUE) {
      if (state.shown.size > 0) {
        last = state.shown.lastMillis() + windows.onceMillis() + windows.clickMillis();
      }
      if (state.shownInLists.size > 0) {
        last =
            Math.max(
                last,
                state.shownInLists.lastMillis() + windows.listOnceMillis() + windows.clickMillis());
      }
      if (!state.touches.isEmpty()) {
        Touch touch = state.touches.get(state.touches.size() - 1);
        last = Math.max(last, touch.millis() + windows.conversionMillis());
      }
    }
    return last == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : startOfDayAfter(last + EARLY_CLICK_MILLIS) + lateHorizonMillis - 1;
  }

  /** The first start of a UTC day that is later than an instant. */
  private static long startOfDayAfter(long millis) {
    return MomentLog.dayStart(millis) + MomentLog.DAY_MILLIS;
  }
}
