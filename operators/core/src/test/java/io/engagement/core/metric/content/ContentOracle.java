package io.engagement.core.metric.content;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.RawSessions;
import io.engagement.core.laws.RawSlices;
import io.engagement.core.metric.content.ContentDefinition.Entries;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Content the slow way: every view and every session put down under its item. The rows of {@link
 * #rows} are by item; those of {@link #ranked} as published.
 *
 * @param breakdowns of the definition: name to path
 */
public record ContentOracle(
    ContentDefinition definition,
    RawSessions sessions,
    DayOfWeek weekStart,
    Map<String, String> breakdowns)
    implements NaiveOracle {

  private static final class Count {
    long views;
    final Set<String> visitors = new TreeSet<>();
    long entries;
    long exits;
    long bounces;

    List<Object> values() {
      return List.of(views, (long) visitors.size(), entries, exits, bounces);
    }
  }

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    counts(events).forEach((key, count) -> rows.put("content", key, count.values()));
    return rows;
  }

  /** The published rows: the first items of each ranking. */
  public NaiveOracle ranked() {
    return (events, watermarkMillis) -> {
      Map<List<Object>, List<List<Object>>> rankings = new HashMap<>();
      counts(events)
          .forEach(
              (key, count) -> {
                List<Object> row = new ArrayList<>();
                row.add(key.get(4));
                row.addAll(count.values());
                rankings.computeIfAbsent(key.subList(0, 4), absent -> new ArrayList<>()).add(row);
              });
      PublishedRows rows = new PublishedRows();
      rankings.forEach(
          (ranking, items) -> {
            items.sort(
                Comparator.<List<Object>>comparingLong(row -> -(long) row.get(1))
                    .thenComparingLong(row -> -(long) row.get(2))
                    .thenComparing(
                        row -> ((String) row.get(0)).getBytes(StandardCharsets.UTF_8),
                        Arrays::compareUnsigned));
            for (int i = 0; i < Math.min(definition.top(), items.size()); i++) {
              List<Object> key = new ArrayList<>(ranking);
              key.add(i + 1L);
              rows.put("content", key, items.get(i));
            }
          });
      return rows;
    };
  }

  private Map<List<Object>, Count> counts(List<RawEvent> events) {
    Map<List<Object>, Count> counts = new LinkedHashMap<>();
    for (RawEvent event : events) {
      if (RawMatcher.holds(definition.events(), event)) {
        Map<String, String> values = new LinkedHashMap<>();
        breakdowns.forEach((name, path) -> values.put(name, RawSessions.text(event.field(path))));
        LocalDate day = RawSlices.date(event.timeMillis(), sessions.zone());
        for (Count count : at(counts, day, values, item(event))) {
          count.views++;
          count.visitors.add(event.user());
        }
      }
    }
    if (definition.entries() == Entries.COUNT) {
      sessions
          .byUser(events, sessions.definition().gapMillis())
          .forEach((user, all) -> all.forEach(session -> add(counts, session)));
    }
    return counts;
  }

  private void add(Map<List<Object>, Count> counts, List<RawEvent> session) {
    List<RawEvent> views = session.stream().filter(ContentOracle::isView).toList();
    if (views.isEmpty()) {
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    breakdowns.forEach((name, path) -> values.put(name, RawSessions.dimension(session, path)));
    RawEvent entry = views.get(0);
    if (RawMatcher.holds(definition.events(), entry)) {
      for (Count count : at(counts, sessions.day(session), values, item(entry))) {
        count.entries++;
        count.bounces += bounced(session, views) ? 1 : 0;
      }
    }
    RawEvent exit = views.get(views.size() - 1);
    if (RawMatcher.holds(definition.events(), exit)) {
      at(counts, sessions.day(session), values, item(exit)).forEach(count -> count.exits++);
    }
  }

  private List<Count> at(
      Map<List<Object>, Count> counts, LocalDate day, Map<String, String> values, String item) {
    long bucket =
        switch (definition.bucket()) {
          case WEEK -> day.with(TemporalAdjusters.previousOrSame(weekStart)).toEpochDay();
          case MONTH -> day.withDayOfMonth(1).toEpochDay();
          case ALL -> 0;
          default -> day.toEpochDay();
        };
    List<Count> found = new ArrayList<>();
    String id = definition.id();
    found.add(counts.computeIfAbsent(List.of(id, bucket, "", "", item), absent -> new Count()));
    values.forEach(
        (name, value) ->
            found.add(
                counts.computeIfAbsent(
                    List.of(id, bucket, name, value, item), absent -> new Count())));
    return found;
  }

  private String item(RawEvent event) {
    return RawSessions.text(event.field(definition.item()));
  }

  private boolean bounced(List<RawEvent> session, List<RawEvent> views) {
    SessionsDefinition web = sessions.definition();
    if (web.bounce() == Bounce.SINGLE_VIEW) {
      return session.size() == 1;
    }
    long duration = session.get(session.size() - 1).timeMillis() - session.get(0).timeMillis();
    boolean key =
        web.keyEvents() != null
            && session.stream().anyMatch(event -> RawMatcher.holds(web.keyEvents(), event));
    return views.size() < 2 && duration <= 10_000 && !key && engaged(session) <= 10_000;
  }

  /** Explicit times where there are any, else page pings by the intervals they fall into. */
  private static long engaged(List<RawEvent> session) {
    long explicit = 0;
    boolean hasExplicit = false;
    long pinged = 0;
    RawEvent view = null;
    Set<Long> intervals = new TreeSet<>();
    for (RawEvent event : session) {
      if (event.field("properties.engagement_time_ms") instanceof Long millis) {
        hasExplicit = true;
        explicit += millis;
      }
      if (isView(event)) {
        pinged += intervals.isEmpty() ? 0 : 10_000L * (intervals.size() - 1) + 5_000;
        intervals.clear();
        view = event;
      } else if (view != null && RawSlices.isPing(event)) {
        intervals.add((event.timeMillis() - view.timeMillis()) / 10_000);
      }
    }
    pinged += intervals.isEmpty() ? 0 : 10_000L * (intervals.size() - 1) + 5_000;
    return hasExplicit ? explicit : pinged;
  }

  private static boolean isView(RawEvent event) {
    return event.type().equals("page") || event.type().equals("screen");
  }
}
