package io.engagement.core.metric.carts;

import java.util.ArrayList;
import java.util.List;

/**
 * A user's cart events that another one may still come before, in the order of (time, message id).
 *
 * <p>Of each UTC day it takes the first so many, each counted once and once more for each of its
 * lines: an event is taken while those before it come to less than the limit. That bounds what
 * robots cost and does not depend on the order of arrival.
 */
final class CartLog {
  static final long DAY_MILLIS = 86_400_000L;

  private final int mostADay;
  private final List<CartEvent> events = new ArrayList<>(2);

  CartLog(int mostADay) {
    this.mostADay = mostADay;
  }

  /** What an event has done to the log. */
  enum Outcome {
    /** It is the last one now. */
    APPENDED,
    /** It came between others, or put others out. */
    CHANGED,
    /** It is beyond the limit of its day. */
    IGNORED
  }

  List<CartEvent> events() {
    return events;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  CartEvent last() {
    return events.get(events.size() - 1);
  }

  Outcome take(CartEvent event) {
    int at = events.size();
    while (at > 0 && events.get(at - 1).isAfter(event)) {
      at--;
    }
    events.add(at, event);
    boolean isLast = at == events.size() - 1;
    long day = dayStart(event.millis());
    int to = firstAtOrAfter(day + DAY_MILLIS);
    int kept = withinLimit(firstAtOrAfter(day), to);
    events.subList(kept, to).clear();
    if (at >= kept) {
      return Outcome.IGNORED;
    }
    return isLast && kept == to ? Outcome.APPENDED : Outcome.CHANGED;
  }

  /** Adds an event after all others, as it was read. */
  void restore(CartEvent event) {
    events.add(event);
  }

  /** The position of the first event at or after an instant. */
  int firstAtOrAfter(long millis) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).millis() < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void removeFirst(int count) {
    events.subList(0, count).clear();
  }

  /** Where the events of a day go beyond the limit. */
  private int withinLimit(int from, int to) {
    if ((long) (to - from) * (1 + CartLines.MOST) <= mostADay) {
      return to;
    }
    long weight = 0;
    int kept = from;
    while (kept < to && weight < mostADay) {
      weight += events.get(kept++).weight();
    }
    return kept;
  }

  /** The start of the UTC day of an instant; the ends of time stay what they are. */
  static long dayStart(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? millis
        : millis - Math.floorMod(millis, DAY_MILLIS);
  }
}
