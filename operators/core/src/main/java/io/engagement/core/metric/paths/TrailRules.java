package io.engagement.core.metric.paths;

import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which path a trail is.
 *
 * <p>A stop that comes late only ever moves those behind it further on: so what lies beyond the
 * last item of a path, or beyond the events that are looked at, will never be in it and is dropped.
 */
final class TrailRules {
  /** The target after the last item of a session. */
  static final String EXIT = "(exit)";

  private final int steps;
  private final Repeats repeats;
  private final @Nullable String start;
  private final int eventsPerSession;

  TrailRules(PathsDefinition definition) {
    this.steps = definition.steps();
    this.repeats = definition.repeats();
    this.start = definition.start();
    this.eventsPerSession = definition.eventsPerSession();
  }

  /**
   * The items of the path in order, and {@link #EXIT} unless the path is cut; empty without an item
   * to start from. What stands at i is the source of step i + 1, and the target of step i.
   */
  List<String> path(Trail trail) {
    List<String> items = new ArrayList<>(steps + 1);
    for (int i = startOf(trail.stops); i < trail.stops.size(); i++) {
      if (beginsItem(trail.stops, i, items.isEmpty())) {
        items.add(trail.stops.get(i).item());
      }
    }
    if (!items.isEmpty() && !trail.cut) {
      items.add(EXIT);
    }
    return items;
  }

  /** Drops what lies behind all that the path can need. */
  void trim(Trail trail) {
    List<Stop> stops = trail.stops;
    int most = Math.max(0, eventsPerSession - trail.hidden);
    if (stops.size() > most) {
      cut(trail, most);
    }
    int items = 0;
    for (int i = startOf(stops); i < stops.size(); i++) {
      if (beginsItem(stops, i, items == 0) && ++items > steps) {
        cut(trail, i);
      }
    }
  }

  private static void cut(Trail trail, int size) {
    trail.stops.subList(size, trail.stops.size()).clear();
    trail.cut = true;
  }

  /** Leaves out the stops before an instant that no later arrival can bring into the path. */
  void seal(Trail trail, long beforeMillis) {
    List<Stop> stops = trail.stops;
    int sealed = 0;
    while (sealed < stops.size() && stops.get(sealed).millis() < beforeMillis) {
      sealed++;
    }
    int start = Math.min(startOf(stops), sealed);
    List<Stop> kept = new ArrayList<>();
    for (int i = start; i < sealed; i++) {
      if (beginsItem(stops, i, kept.isEmpty())) {
        kept.add(stops.get(i).sealed());
      }
    }
    trail.hidden += sealed - kept.size();
    stops.subList(0, sealed).clear();
    stops.addAll(0, kept);
  }

  /** The position of the stop that the path begins with; behind the last one if there is none. */
  private int startOf(List<Stop> stops) {
    int at = 0;
    while (start != null && at < stops.size() && !stops.get(at).item().equals(start)) {
      at++;
    }
    return at;
  }

  private boolean beginsItem(List<Stop> stops, int at, boolean isFirst) {
    return isFirst
        || repeats == Repeats.KEEP
        || !stops.get(at).item().equals(stops.get(at - 1).item());
  }
}
