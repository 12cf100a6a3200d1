package io.engagement.core.metric.carts;

import io.engagement.core.history.Expiry;
import io.engagement.core.history.MomentLog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link CartsMetric} keeps of a user. */
public final class CartsState {
  /** The carts before the events of the log, by their last activity. */
  List<Cart> base = new ArrayList<>(0);

  final Expiry expiry = new Expiry();

  final MomentLog<CartEvent> log = new MomentLog<>(expiry);

  /** The carts after the events of the log; null when they have to be followed again. */
  @Nullable CartBook now;

  /** What is published, in the order of {@link #now}; null right after the state was read. */
  @Nullable List<PublishedCart> published;

  /** Which of the carts are published as abandoned; only right after the state was read. */
  BitSet abandoned = new BitSet();

  /** The breakdowns that the published carts count under, as bits. */
  long countedUnder;

  /** Whether events have come since it was published. */
  boolean touched;

  /** When to look at it again though no event comes, epoch milliseconds. */
  long deadlineMillis = Long.MAX_VALUE;

  /**
   * Adds what another state holds that is expired as far; nothing of either is published
   * afterwards. Of the carts before the logs those of one id become one, and of those with the same
   * order the one that was created first stays.
   */
  void merge(CartsState other, CartRules rules) {
    List<Cart> carts = new ArrayList<>(base);
    for (Cart cart : other.base) {
      addTo(carts, cart);
    }
    carts.sort(Comparator.comparingLong(cart -> cart.lastMillis));
    base = carts;
    log.merge(other.log, event -> rules.mostADay());
    now = null;
    published = List.of();
    touched = true;
  }

  private static void addTo(List<Cart> carts, Cart added) {
    for (int i = 0; i < carts.size(); i++) {
      Cart known = carts.get(i);
      if (known.isNamed && added.isNamed && known.id.equals(added.id)) {
        carts.set(i, Cart.united(known, added));
        return;
      }
      if (known.orderId != null && known.orderId.equals(added.orderId)) {
        carts.set(i, known.createdMillis <= added.createdMillis ? known : added);
        return;
      }
    }
    carts.add(added);
  }
}
