package io.engagement.core.metric.paths;

import io.engagement.core.metric.paths.PathSteps.Step;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a session make its path.
 *
 * <p>A step that comes late only ever moves those behind it further on: so what lies beyond the
 * last item of a path, or beyond the events that are looked at, will never be in it and is dropped.
 */
final class PathRules {
  /** The target after the last item of a session. */
  static final String EXIT = "(exit)";

  private final int steps;
  private final Repeats repeats;
  private final @Nullable String start;
  private final int eventsPerSession;

  PathRules(PathsDefinition definition) {
    this.steps = definition.steps();
    this.repeats = definition.repeats();
    this.start = definition.start();
    this.eventsPerSession = definition.eventsPerSession();
  }

  /**
   * The items of the path in order, and {@link #EXIT} unless the path is cut; empty without an item
   * to start from. What stands at i is the source of step i + 1, and the target of step i.
   */
  List<String> path(PathSteps path) {
    List<String> items = new ArrayList<>(steps + 1);
    for (int i = startOf(path.steps); i < path.steps.size(); i++) {
      if (beginsItem(path.steps, i, items.isEmpty())) {
        items.add(path.steps.get(i).item());
      }
    }
    if (!items.isEmpty() && !path.cut) {
      items.add(EXIT);
    }
    return items;
  }

  /** Drops what lies behind all that the path can need. */
  void trim(PathSteps path) {
    List<Step> all = path.steps;
    int most = Math.max(0, eventsPerSession - path.hidden);
    if (all.size() > most) {
      cut(path, most);
    }
    int items = 0;
    for (int i = startOf(all); i < all.size(); i++) {
      if (beginsItem(all, i, items == 0) && ++items > steps) {
        cut(path, i);
      }
    }
  }

  private static void cut(PathSteps path, int size) {
    path.steps.subList(size, path.steps.size()).clear();
    path.cut = true;
  }

  /** Leaves out the steps before an instant that no later arrival can bring into the path. */
  void expire(PathSteps path, long beforeMillis) {
    List<Step> all = path.steps;
    int expired = 0;
    while (expired < all.size() && all.get(expired).millis() < beforeMillis) {
      expired++;
    }
    int start = Math.min(startOf(all), expired);
    List<Step> kept = new ArrayList<>();
    for (int i = start; i < expired; i++) {
      if (beginsItem(all, i, kept.isEmpty())) {
        kept.add(all.get(i).withoutId());
      }
    }
    path.hidden += expired - kept.size();
    all.subList(0, expired).clear();
    all.addAll(0, kept);
  }

  /** The position of the step that the path begins with; behind the last one if there is none. */
  private int startOf(List<Step> all) {
    int at = 0;
    while (start != null && at < all.size() && !all.get(at).item().equals(start)) {
      at++;
    }
    return at;
  }

  private boolean beginsItem(List<Step> all, int at, boolean isFirst) {
    return isFirst || repeats == Repeats.KEEP || !all.get(at).item().equals(all.get(at - 1).item());
  }
}
