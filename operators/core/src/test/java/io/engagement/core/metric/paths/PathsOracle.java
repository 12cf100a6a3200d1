package io.engagement.core.metric.paths;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.RawSessions;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Paths the slow way: every session's matching events written down one after the other, then cut.
 *
 * @param gapMillis of the sessions
 * @param breakdowns of the definition: name to path
 */
public record PathsOracle(
    PathsDefinition definition,
    RawSessions sessions,
    long gapMillis,
    Map<String, String> breakdowns)
    implements NaiveOracle {

  private static final class Count {
    final Set<String> users = new TreeSet<>();
    long transitions;
  }

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<String, Count> counts = new TreeMap<>();
    Map<String, List<Object>> keys = new TreeMap<>();
    sessions
        .byUser(events, gapMillis)
        .forEach(
            (user, all) -> {
              for (List<RawEvent> session : all) {
                for (List<Object> key : keys(session)) {
                  Count count = counts.computeIfAbsent(key.toString(), absent -> new Count());
                  keys.put(key.toString(), key);
                  count.users.add(user);
                  count.transitions++;
                }
              }
            });
    PublishedRows rows = new PublishedRows();
    counts.forEach(
        (key, count) ->
            rows.put(
                "paths", keys.get(key), List.of((long) count.users.size(), count.transitions)));
    return rows;
  }

  private List<List<Object>> keys(List<RawEvent> session) {
    List<String> path = path(session);
    List<List<Object>> keys = new ArrayList<>();
    long day = sessions.day(session).toEpochDay();
    for (int i = 0; i + 1 < path.size(); i++) {
      long step = i + 1L;
      String from = path.get(i);
      String to = path.get(i + 1);
      keys.add(List.of(definition.id(), day, step, from, to, "", ""));
      breakdowns.forEach(
          (name, field) ->
              keys.add(
                  List.of(
                      definition.id(),
                      day,
                      step,
                      from,
                      to,
                      name,
                      RawSessions.dimension(session, field))));
    }
    return keys;
  }

  /** The items, and the way out where the session ends before the path does. */
  List<String> path(List<RawEvent> session) {
    List<String> items = new ArrayList<>();
    for (RawEvent event : session) {
      if (RawMatcher.holds(definition.events(), event)) {
        items.add(RawSessions.text(event.field(definition.item())));
      }
    }
    boolean goesOn = items.size() > definition.eventsPerSession();
    if (goesOn) {
      items = items.subList(0, definition.eventsPerSession());
    }
    if (definition.start() != null) {
      int first = items.indexOf(definition.start());
      items = first < 0 ? List.of() : items.subList(first, items.size());
    }
    List<String> path = new ArrayList<>();
    for (String item : items) {
      boolean repeats = !path.isEmpty() && path.get(path.size() - 1).equals(item);
      if (!repeats || definition.repeats() == Repeats.KEEP) {
        path.add(item);
      }
    }
    if (path.isEmpty()) {
      return path;
    }
    if (path.size() > definition.steps()) {
      return path.subList(0, definition.steps());
    }
    if (!goesOn) {
      path.add("(exit)");
    }
    return path;
  }
}
