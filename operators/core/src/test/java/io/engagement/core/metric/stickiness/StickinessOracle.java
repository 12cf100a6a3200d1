package io.engagement.core.metric.stickiness;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSlices;
import io.engagement.core.laws.RawSlices.Slice;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Stickiness from scratch: for every window and user, the events in it by interval; then users by
 * how many intervals have enough.
 *
 * @param interval {@code hour day week}
 * @param periods as published: {@code day week month rolling_30d}
 * @param breakdowns name to path
 */
record StickinessOracle(
    String metric,
    ZoneId zone,
    DayOfWeek weekStart,
    String interval,
    int minEvents,
    Set<String> periods,
    Predicate<RawEvent> active,
    Map<String, String> breakdowns)
    implements NaiveOracle {

  /** From the first day on and before the end. */
  private record Window(LocalDate bucket, LocalDate from, LocalDate to) {
    boolean contains(LocalDate date) {
      return !date.isBefore(from) && date.isBefore(to);
    }
  }

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    RawSlices.forEach(
        events,
        event -> !RawSlices.isPing(event) && active.test(event),
        breakdowns,
        (slice, users) ->
            periods.forEach(period -> count(rows, slice, period, users, watermarkMillis)));
    return rows;
  }

  private void count(
      PublishedRows rows,
      Slice slice,
      String period,
      Map<String, List<RawEvent>> users,
      long watermarkMillis) {
    Map<Window, TreeMap<Long, Long>> usersByIntervals = new HashMap<>();
    for (List<RawEvent> events : users.values()) {
      Map<LocalDate, Map<Object, Integer>> byDate = new TreeMap<>();
      for (RawEvent event : events) {
        LocalDate date = RawSlices.date(event.timeMillis(), zone);
        byDate
            .computeIfAbsent(date, absent -> new HashMap<>())
            .merge(intervalOf(event, date), 1, Integer::sum);
      }
      Set<LocalDate> buckets = new TreeSet<>();
      byDate.keySet().forEach(date -> buckets.addAll(bucketsOf(period, date)));
      for (LocalDate bucket : buckets) {
        Window window = window(period, bucket);
        Map<Object, Integer> eventsByInterval = new HashMap<>();
        byDate.forEach(
            (date, intervals) -> {
              if (window.contains(date)) {
                intervals.forEach((one, count) -> eventsByInterval.merge(one, count, Integer::sum));
              }
            });
        long enough = eventsByInterval.values().stream().filter(it -> it >= minEvents).count();
        if (enough > 0) {
          usersByIntervals
              .computeIfAbsent(window, absent -> new TreeMap<>())
              .merge(enough, 1L, Long::sum);
        }
      }
    }
    usersByIntervals.forEach(
        (window, counts) ->
            counts.forEach(
                (intervals, count) -> {
                  long end = RawSlices.start(window.to(), zone).toEpochMilli();
                  rows.put(
                      "stickiness",
                      List.of(
                          metric,
                          period,
                          window.bucket().toString(),
                          intervals,
                          slice.dimension(),
                          slice.value()),
                      List.of(count, end <= watermarkMillis));
                }));
  }

  private Object intervalOf(RawEvent event, LocalDate date) {
    return switch (interval) {
      case "hour" -> {
        Instant instant = Instant.ofEpochMilli(event.timeMillis());
        long hour = Duration.between(RawSlices.start(date, zone), instant).toHours();
        yield List.of(date, hour);
      }
      case "week" -> date.with(TemporalAdjusters.previousOrSame(weekStart));
      default -> date;
    };
  }

  private Set<LocalDate> bucketsOf(String period, LocalDate date) {
    Set<LocalDate> buckets = new TreeSet<>();
    switch (period) {
      case "week" -> buckets.add(date.with(TemporalAdjusters.previousOrSame(weekStart)));
      case "month" -> buckets.add(date.withDayOfMonth(1));
      case "rolling_30d" -> {
        for (int more = 0; more < 30; more++) {
          buckets.add(date.plusDays(more));
        }
      }
      default -> buckets.add(date);
    }
    return buckets;
  }

  private static Window window(String period, LocalDate bucket) {
    return switch (period) {
      case "week" -> new Window(bucket, bucket, bucket.plusWeeks(1));
      case "month" -> new Window(bucket, bucket, bucket.plusMonths(1));
      case "rolling_30d" -> new Window(bucket, bucket.minusDays(29), bucket.plusDays(1));
      default -> new Window(bucket, bucket, bucket.plusDays(1));
    };
  }
}
