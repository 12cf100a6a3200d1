package io.engagement.core.metric.lifecycle;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSlices;
import io.engagement.core.laws.RawSlices.Slice;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Lifecycle from scratch: the set of users of every period, then each user of it asked what they
 * were in it by looking at all the other sets.
 *
 * @param periods as published: {@code day week month}
 * @param breakdowns name to path
 */
record LifecycleOracle(
    String metric,
    ZoneId zone,
    DayOfWeek weekStart,
    Set<String> periods,
    Predicate<RawEvent> active,
    Map<String, String> breakdowns)
    implements NaiveOracle {

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    RawSlices.forEach(
        events,
        event -> !RawSlices.isPing(event) && active.test(event),
        breakdowns,
        (slice, users) ->
            periods.forEach(
                period -> count(rows, slice, period, activeUsers(period, users), watermarkMillis)));
    return rows;
  }

  /** The users by period in which they were active. */
  TreeMap<LocalDate, Set<String>> activeUsers(String period, Map<String, List<RawEvent>> users) {
    TreeMap<LocalDate, Set<String>> active = new TreeMap<>();
    users.forEach(
        (user, events) ->
            events.forEach(
                event ->
                    active
                        .computeIfAbsent(
                            bucket(period, RawSlices.date(event.timeMillis(), zone)),
                            absent -> new TreeSet<>())
                        .add(user)));
    return active;
  }

  private void count(
      PublishedRows rows,
      Slice slice,
      String period,
      TreeMap<LocalDate, Set<String>> active,
      long watermarkMillis) {
    Set<LocalDate> buckets = new TreeSet<>(active.keySet());
    active.keySet().forEach(bucket -> buckets.add(next(period, bucket)));
    for (LocalDate bucket : buckets) {
      Set<String> here = active.getOrDefault(bucket, Set.of());
      Set<String> before = active.getOrDefault(bucket(period, bucket.minusDays(1)), Set.of());
      Set<String> everBefore = new TreeSet<>();
      active.headMap(bucket).values().forEach(everBefore::addAll);
      long isNew = here.stream().filter(user -> !everBefore.contains(user)).count();
      long returning = here.stream().filter(before::contains).count();
      long dormant = before.stream().filter(user -> !here.contains(user)).count();
      long resurrecting = here.size() - isNew - returning;
      if (!here.isEmpty() || dormant > 0) {
        long end = RawSlices.start(next(period, bucket), zone).toEpochMilli();
        rows.put(
            "lifecycle",
            List.of(metric, period, bucket.toString(), slice.dimension(), slice.value()),
            List.of(isNew, returning, resurrecting, dormant, end <= watermarkMillis));
      }
    }
  }

  private LocalDate bucket(String period, LocalDate date) {
    return switch (period) {
      case "week" -> date.with(TemporalAdjusters.previousOrSame(weekStart));
      case "month" -> date.withDayOfMonth(1);
      default -> date;
    };
  }

  private static LocalDate next(String period, LocalDate bucket) {
    return switch (period) {
      case "week" -> bucket.plusWeeks(1);
      case "month" -> bucket.plusMonths(1);
      default -> bucket.plusDays(1);
    };
  }
}
