package io.engagement.core.laws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Orders in which a history may arrive. */
public final class Arrivals {
  private Arrivals() {}

  /**
   * A permutation in which no event comes more than the horizon behind a later one, so that all are
   * accepted however far the watermark follows.
   */
  public static List<RawEvent> withinHorizon(
      List<RawEvent> history, long horizonMillis, RandomGenerator random) {
    Map<RawEvent, Long> arrival = new HashMap<>();
    for (RawEvent event : history) {
      arrival.put(event, event.timeMillis() + random.nextLong(horizonMillis + 1));
    }
    List<RawEvent> order = new ArrayList<>(history);
    shuffle(order, random);
    order.sort(Comparator.comparing(arrival::get));
    return order;
  }

  /** Some order: as it happened, within the horizon, backwards, or any. */
  public static List<RawEvent> permuted(
      List<RawEvent> history, long horizonMillis, RandomGenerator random) {
    List<RawEvent> order = new ArrayList<>(history);
    switch (random.nextInt(6)) {
      case 0 -> order.sort(RawEvent.ORDER);
      case 1 -> order.sort(RawEvent.ORDER.reversed());
      case 2 -> shuffle(order, random);
      default -> order = withinHorizon(history, horizonMillis, random);
    }
    return order;
  }

  /** The order with some events coming again, unchanged, at some later point. */
  public static List<RawEvent> withRepeats(List<RawEvent> order, RandomGenerator random) {
    List<RawEvent> repeated = new ArrayList<>(order);
    for (int i = 0; i < repeated.size(); i++) {
      if (random.nextInt(10) == 0) {
        repeated.add(i + 1 + random.nextInt(repeated.size() - i), repeated.get(i));
      }
    }
    return repeated;
  }

  /** The events without repeats, first arrivals first: what deduplication lets through. */
  public static List<RawEvent> withoutRepeats(List<RawEvent> order) {
    Set<List<String>> seen = new HashSet<>();
    List<RawEvent> first = new ArrayList<>();
    for (RawEvent event : order) {
      if (seen.add(List.of(event.user(), event.messageId()))) {
        first.add(event);
      }
    }
    return first;
  }

  private static void shuffle(List<RawEvent> order, RandomGenerator random) {
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
  }
}
