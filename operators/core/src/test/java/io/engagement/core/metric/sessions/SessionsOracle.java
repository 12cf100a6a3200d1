package io.engagement.core.metric.sessions;

import io.engagement.core.laws.Approximately;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.RawOrders;
import io.engagement.core.laws.RawSlices;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sessions the slow way: all events of a user sorted, cut, and every column computed by walking
 * over the session's events.
 *
 * @param breakdowns of the definition: name to path
 */
public record SessionsOracle(
    SessionsDefinition definition, ZoneId zone, Map<String, String> breakdowns)
    implements NaiveOracle {

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    Map<List<Object>, List<Visit>> cells = new TreeMap<>(ORDER_OF_KEYS);
    Map<String, List<RawEvent>> byUser =
        events.stream()
            .filter(event -> RawMatcher.holds(definition.events(), event))
            .filter(
                event ->
                    definition.exclude() == null || !RawMatcher.holds(definition.exclude(), event))
            .sorted(RawEvent.ORDER)
            .collect(Collectors.groupingBy(RawEvent::user));
    byUser.forEach(
        (user, history) -> {
          List<Visit> visits = cut(history);
          for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            int sameStart = 0;
            for (int j = 0; j < i; j++) {
              sameStart += visits.get(j).start() == visit.start() ? 1 : 0;
            }
            visit.isNewUser = i == 0;
            boolean closed = watermarkMillis > lastMomentToContinue(visit.end());
            if (closed || !definition.publish().isOnlyClosed()) {
              rows.put(
                  "sessions",
                  List.of(definition.id(), id(user, visit.start(), sameStart)),
                  fact(user, visit, closed));
            }
            for (List<Object> key : keys(visit)) {
              cells.computeIfAbsent(key, absent -> new ArrayList<>()).add(visit);
            }
          }
        });
    cells.forEach(
        (key, visits) -> rows.put("session_metrics", key, sums(key, visits, watermarkMillis)));
    return rows;
  }

  private static final java.util.Comparator<List<Object>> ORDER_OF_KEYS =
      java.util.Comparator.comparing(Object::toString);

  private final class Visit {
    final List<RawEvent> events = new ArrayList<>();
    boolean isNewUser;

    long start() {
      return events.get(0).timeMillis();
    }

    long end() {
      return events.get(events.size() - 1).timeMillis();
    }

    long duration() {
      return end() - start();
    }

    List<RawEvent> views() {
      return events.stream().filter(SessionsOracle::isView).toList();
    }

    String latestCampaign() {
      String latest = null;
      for (RawEvent event : events) {
        String campaign = textOrNull(event.field("context.campaign.source"));
        latest = campaign == null ? latest : campaign;
      }
      return latest;
    }

    long engaged() {
      List<Long> explicit =
          events.stream()
              .map(event -> event.field("properties.engagement_time_ms"))
              .filter(
                  value ->
                      value instanceof Long || value instanceof BigDecimal || "100".equals(value))
              .map(value -> new BigDecimal(value.toString()))
              .filter(value -> value.signum() >= 0)
              .filter(value -> value.compareTo(new BigDecimal("1e15")) <= 0)
              .map(BigDecimal::longValue)
              .toList();
      if (!explicit.isEmpty()) {
        return explicit.stream().mapToLong(Long::longValue).sum();
      }
      long engaged = 0;
      for (int i = 0; i < events.size(); i++) {
        if (isView(events.get(i))) {
          TreeSet<Long> buckets = new TreeSet<>();
          for (int j = i + 1; j < events.size() && !isView(events.get(j)); j++) {
            if (events.get(j).type().equals("track") && events.get(j).name().equals("Page Ping")) {
              long since = events.get(j).timeMillis() - events.get(i).timeMillis();
              buckets.add(since / definition.heartbeatMillis());
            }
          }
          if (!buckets.isEmpty()) {
            engaged += definition.heartbeatMillis() * (buckets.size() - 1);
            engaged += definition.minimumVisitMillis();
          }
        }
      }
      return engaged;
    }

    List<RawEvent> orders() {
      return events.stream()
          .filter(event -> event.type().equals("track") && event.name().equals("Order Completed"))
          .toList();
    }

    /** Null where the orders are in several currencies, or where there are none. */
    String currency() {
      TreeSet<String> currencies = new TreeSet<>();
      orders().forEach(order -> currencies.add(RawOrders.currency(order, definition.currency())));
      return currencies.size() == 1 ? currencies.first() : null;
    }

    Long amount() {
      return orders().isEmpty() || currency() != null
          ? (Long) orders().stream().mapToLong(RawOrders::millionths).sum()
          : null;
    }

    boolean bounced() {
      if (definition.bounce() == SessionsDefinition.Bounce.SINGLE_VIEW) {
        return events.size() == 1 && isView(events.get(0));
      }
      boolean key =
          definition.keyEvents() != null
              && events.stream().anyMatch(event -> RawMatcher.holds(definition.keyEvents(), event));
      return !(views().size() >= 2 || engaged() > 10_000 || duration() > 10_000 || key);
    }

    String dimension(String path) {
      for (RawEvent event : events) {
        String text = textOrNull(event.field(path));
        if (text != null) {
          return text;
        }
      }
      return "(none)";
    }
  }

  private List<Visit> cut(List<RawEvent> history) {
    List<Visit> visits = new ArrayList<>();
    for (RawEvent event : history) {
      Visit last = visits.isEmpty() ? null : visits.get(visits.size() - 1);
      if (last == null || beginsSession(last, event)) {
        last = new Visit();
        visits.add(last);
      }
      last.events.add(event);
    }
    return visits;
  }

  private boolean beginsSession(Visit visit, RawEvent next) {
    long pause = next.timeMillis() - visit.end();
    boolean tooLong =
        definition.boundary() == SessionsDefinition.Boundary.INCLUSIVE
            ? pause > definition.gapMillis()
            : pause >= definition.gapMillis();
    boolean midnight =
        definition.splits().contains(SessionsDefinition.Split.MIDNIGHT)
            && !day(visit.end()).equals(day(next.timeMillis()));
    String campaign = textOrNull(next.field("context.campaign.source"));
    boolean otherCampaign =
        definition.splits().contains(SessionsDefinition.Split.CAMPAIGN)
            && campaign != null
            && !campaign.equals(visit.latestCampaign());
    return tooLong || midnight || otherCampaign;
  }

  private long lastMomentToContinue(long end) {
    long last = end + definition.gapMillis();
    if (definition.boundary() == SessionsDefinition.Boundary.EXCLUSIVE) {
      last--;
    }
    if (definition.splits().contains(SessionsDefinition.Split.MIDNIGHT)) {
      last = Math.min(last, startOf(day(end).plusDays(1)) - 1);
    }
    return last;
  }

  private LocalDate day(long millis) {
    LocalDate day = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().plusDays(1);
    while (startOf(day) > millis) {
      day = day.minusDays(1);
    }
    return day;
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  private List<Object> fact(String user, Visit visit, boolean closed) {
    List<RawEvent> views = visit.views();
    Map<String, Object> dimensions = new TreeMap<>();
    breakdowns.forEach((name, path) -> dimensions.put(name, visit.dimension(path)));
    return Arrays.asList(
        user,
        visit.start(),
        visit.end(),
        visit.duration(),
        visit.engaged(),
        (long) visit.events.size(),
        (long) views.size(),
        views.isEmpty() ? null : page(views.get(0)),
        views.isEmpty() ? null : page(views.get(views.size() - 1)),
        visit.bounced(),
        visit.isNewUser,
        closed,
        PlainJson.compact(dimensions),
        (long) visit.orders().size(),
        visit.amount(),
        visit.currency());
  }

  private List<List<Object>> keys(Visit visit) {
    String hour = RawSlices.hour(visit.start(), zone).toString();
    String day = day(visit.start()).toString();
    List<List<Object>> keys = new ArrayList<>();
    for (List<String> bucket : List.of(List.of("hour", hour), List.of("day", day))) {
      keys.add(List.of(definition.id(), bucket.get(0), bucket.get(1), "", ""));
      breakdowns.forEach(
          (name, path) ->
              keys.add(
                  List.of(
                      definition.id(), bucket.get(0), bucket.get(1), name, visit.dimension(path))));
    }
    return keys;
  }

  private List<Object> sums(List<Object> key, List<Visit> visits, long watermarkMillis) {
    String bucket = (String) key.get(2);
    long bucketEnd =
        key.get(1).equals("hour")
            ? RawSlices.hourAfter(Instant.parse(bucket), zone).toEpochMilli()
            : startOf(LocalDate.parse(bucket).plusDays(1));
    List<Long> durations = new ArrayList<>(visits.stream().map(Visit::duration).toList());
    Collections.sort(durations);
    return Arrays.asList(
        (long) visits.size(),
        visits.stream().filter(Visit::bounced).count(),
        visits.stream().filter(visit -> visit.isNewUser).count(),
        visits.stream().mapToLong(visit -> visit.events.size()).sum(),
        visits.stream().mapToLong(visit -> visit.views().size()).sum(),
        visits.stream().mapToLong(Visit::duration).sum(),
        percentile(durations, 0.5),
        percentile(durations, 0.9),
        visits.stream().mapToLong(Visit::engaged).sum(),
        bucketEnd <= watermarkMillis,
        visits.stream().filter(visit -> !visit.orders().isEmpty()).count(),
        visits.stream().mapToLong(visit -> visit.orders().size()).sum());
  }

  private static Approximately percentile(List<Long> sorted, double share) {
    double rank = share * (sorted.size() - 1);
    int below = (int) Math.floor(rank);
    int above = (int) Math.ceil(rank);
    double value = sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (rank - below);
    return new Approximately(value, 0.01, 0.5);
  }

  private static boolean isView(RawEvent event) {
    return event.type().equals("page") || event.type().equals("screen");
  }

  private static String page(RawEvent view) {
    List<String> candidates = new ArrayList<>();
    if (view.type().equals("page")) {
      candidates.add(textOrNull(view.field("properties.path")));
      candidates.add(textOrNull(view.field("context.page.path")));
      candidates.add(textOrNull(view.field("properties.url")));
    }
    candidates.add(textOrNull(view.name()));
    return candidates.stream().filter(java.util.Objects::nonNull).findFirst().orElse(null);
  }

  private static String textOrNull(Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof List || value instanceof Map
        ? PlainJson.compact(value)
        : value.toString();
  }

  private String id(String user, long start, int sameStart) {
    String text =
        start + (sameStart > 0 ? "." + sameStart : "") + "\n" + definition.id() + "\n" + user;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
