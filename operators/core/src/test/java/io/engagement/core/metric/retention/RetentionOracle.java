package io.engagement.core.metric.retention;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSlices;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Retention from scratch: each user's cohorts, then for each cohort and index all returns looked at
 * again.
 *
 * @param start which events are starts
 * @param named which events would be, without {@code where}
 * @param period {@code hour day week month}
 * @param cohort {@code first_time recurring first_ever}
 * @param counting {@code on on_or_after rolling}
 * @param breakdowns name to path
 * @param attribution {@code both start}
 */
record RetentionOracle(
    String metric,
    ZoneId zone,
    DayOfWeek weekStart,
    Predicate<RawEvent> start,
    Predicate<RawEvent> named,
    Predicate<RawEvent> returns,
    String period,
    int periods,
    String cohort,
    String counting,
    int minReturns,
    Map<String, String> breakdowns,
    String attribution)
    implements NaiveOracle {

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    TreeMap<String, List<Object>> keys = new TreeMap<>();
    TreeMap<String, Long> users = new TreeMap<>();
    TreeMap<String, Long> ends = new TreeMap<>();
    RawSlices.forEach(
        events,
        event -> true,
        attribution.equals("both") ? breakdowns : Map.of(),
        (slice, byUser) ->
            byUser
                .values()
                .forEach(
                    history ->
                        cohorts(history)
                            .forEach(
                                (bucket, startMillis) -> {
                                  for (int index = 0; index <= periods; index++) {
                                    if (index == 0 || counts(history, bucket, startMillis, index)) {
                                      for (RawSlices.Slice one : slices(slice, history, bucket)) {
                                        List<Object> key =
                                            List.of(
                                                metric,
                                                period,
                                                bucket,
                                                (long) index,
                                                one.dimension(),
                                                one.value());
                                        keys.put(key.toString(), key);
                                        users.merge(key.toString(), 1L, Long::sum);
                                        ends.put(key.toString(), end(bucket, index));
                                      }
                                    }
                                  }
                                })));
    PublishedRows rows = new PublishedRows();
    keys.forEach(
        (text, key) -> {
          long end = ends.get(text);
          rows.put("retention", key, List.of(users.get(text), end <= watermarkMillis));
        });
    return rows;
  }

  /** Where a user of a slice counts: there, and under the values of the starts that say so. */
  private Set<RawSlices.Slice> slices(
      RawSlices.Slice slice, List<RawEvent> history, String bucket) {
    Set<RawSlices.Slice> slices = new HashSet<>(Set.of(slice));
    if (attribution.equals("start")) {
      history.stream()
          .filter(start)
          .filter(event -> bucket(event.timeMillis()).equals(bucket))
          .limit(cohort.equals("recurring") ? Long.MAX_VALUE : 1)
          .forEach(
              event ->
                  breakdowns.forEach(
                      (name, path) ->
                          slices.add(
                              new RawSlices.Slice(name, RawSlices.text(event.field(path))))));
    }
    return slices;
  }

  /** The user's cohorts with their start in each. */
  private TreeMap<String, Long> cohorts(List<RawEvent> history) {
    TreeMap<String, Long> cohorts = new TreeMap<>();
    if (cohort.equals("first_ever")) {
      history.stream()
          .filter(named)
          .findFirst()
          .filter(start)
          .ifPresent(event -> cohorts.put(bucket(event.timeMillis()), event.timeMillis()));
      return cohorts;
    }
    for (RawEvent event : history) {
      if (start.test(event) && (cohorts.isEmpty() || cohort.equals("recurring"))) {
        cohorts.putIfAbsent(bucket(event.timeMillis()), event.timeMillis());
      }
    }
    return cohorts;
  }

  private boolean counts(List<RawEvent> history, String bucket, long startMillis, int index) {
    if (counting.equals("rolling")) {
      Instant from = Instant.ofEpochMilli(startMillis).plus(step().multipliedBy(index));
      Instant to = from.plus(step());
      return history.stream()
              .filter(returns)
              .map(event -> Instant.ofEpochMilli(event.timeMillis()))
              .filter(time -> !time.isBefore(from) && time.isBefore(to))
              .count()
          >= minReturns;
    }
    Map<String, Integer> returnsByPeriod = new TreeMap<>();
    history.stream()
        .filter(returns)
        .forEach(event -> returnsByPeriod.merge(bucket(event.timeMillis()), 1, Integer::sum));
    String wanted = later(bucket, index);
    List<String> enough = new ArrayList<>();
    returnsByPeriod.forEach(
        (one, count) -> {
          if (count >= minReturns) {
            enough.add(one);
          }
        });
    // Buckets of one length sort as they follow each other.
    return counting.equals("on")
        ? enough.contains(wanted)
        : enough.stream().anyMatch(one -> one.compareTo(wanted) >= 0);
  }

  private Duration step() {
    return switch (period) {
      case "hour" -> Duration.ofHours(1);
      case "week" -> Duration.ofDays(7);
      case "month" -> Duration.ofDays(30);
      default -> Duration.ofDays(1);
    };
  }

  private String bucket(long epochMillis) {
    LocalDate date = RawSlices.date(epochMillis, zone);
    return switch (period) {
      case "hour" -> RawSlices.hour(epochMillis, zone).toString();
      case "week" -> date.with(TemporalAdjusters.previousOrSame(weekStart)).toString();
      case "month" -> date.withDayOfMonth(1).toString();
      default -> date.toString();
    };
  }

  private String later(String bucket, int periodsLater) {
    return switch (period) {
      case "hour" -> hoursLater(bucket, periodsLater).toString();
      case "week" -> LocalDate.parse(bucket).plusWeeks(periodsLater).toString();
      case "month" -> LocalDate.parse(bucket).plusMonths(periodsLater).toString();
      default -> LocalDate.parse(bucket).plusDays(periodsLater).toString();
    };
  }

  private Instant hoursLater(String bucket, int hours) {
    Instant hour = Instant.parse(bucket);
    for (int i = 0; i < hours; i++) {
      hour = RawSlices.hourAfter(hour, zone);
    }
    return hour;
  }

  /** The first instant after what the row counts. */
  private long end(String bucket, int index) {
    if (index > 0 && counting.equals("on_or_after")) {
      return Long.MAX_VALUE;
    }
    if (index > 0 && counting.equals("rolling")) {
      return end(bucket, 0) + step().multipliedBy(index + 1L).toMillis();
    }
    String next = later(bucket, index + 1);
    return (period.equals("hour")
            ? Instant.parse(next)
            : RawSlices.start(LocalDate.parse(next), zone))
        .toEpochMilli();
  }
}
