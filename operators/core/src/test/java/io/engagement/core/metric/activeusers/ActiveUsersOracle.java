package io.engagement.core.metric.activeusers;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Active users from scratch: who was active on which date and in which minute, then every bucket
 * counted by asking each user.
 *
 * @param metric the definition's id
 * @param periods as published: {@code day week month rolling_7d rolling_30d rolling_5m}
 * @param active which events make a user active; page pings are left out besides
 * @param breakdowns name to path
 */
public record ActiveUsersOracle(
    String metric,
    ZoneId zone,
    DayOfWeek weekStart,
    Set<String> periods,
    Predicate<RawEvent> active,
    Map<String, String> breakdowns)
    implements NaiveOracle {

  private record Slice(String dimension, String value) {}

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<Slice, Map<String, List<RawEvent>>> slices =
        new TreeMap<>(Comparator.comparing(Slice::dimension).thenComparing(Slice::value));
    for (RawEvent event : events) {
      boolean ping =
          event.name().equals("Page Ping")
              && Set.of("track", "page", "screen").contains(event.type());
      if (ping || !active.test(event)) {
        continue;
      }
      add(slices, new Slice("", ""), event);
      breakdowns.forEach(
          (name, path) -> add(slices, new Slice(name, text(event.field(path))), event));
    }
    PublishedRows rows = new PublishedRows();
    slices.forEach((slice, users) -> count(rows, slice, users, watermarkMillis));
    return rows;
  }

  private static void add(
      Map<Slice, Map<String, List<RawEvent>>> slices, Slice slice, RawEvent event) {
    slices
        .computeIfAbsent(slice, absent -> new TreeMap<>())
        .computeIfAbsent(event.user(), absent -> new ArrayList<>())
        .add(event);
  }

  private void count(
      PublishedRows rows, Slice slice, Map<String, List<RawEvent>> users, long watermarkMillis) {
    Map<String, Set<LocalDate>> dates = new TreeMap<>();
    Map<String, Set<Instant>> minutes = new TreeMap<>();
    users.forEach(
        (user, events) -> {
          dates.put(user, new TreeSet<>());
          minutes.put(user, new TreeSet<>());
          for (RawEvent event : events) {
            Instant instant = Instant.ofEpochMilli(event.timeMillis());
            dates.get(user).add(date(instant));
            minutes.get(user).add(instant.truncatedTo(ChronoUnit.MINUTES));
          }
        });
    calendar(rows, slice, "day", dates, date -> date, date -> date.plusDays(1), watermarkMillis);
    calendar(
        rows,
        slice,
        "week",
        dates,
        date -> date.with(TemporalAdjusters.previousOrSame(weekStart)),
        week -> week.plusWeeks(1),
        watermarkMillis);
    calendar(
        rows,
        slice,
        "month",
        dates,
        date -> date.withDayOfMonth(1),
        month -> month.plusMonths(1),
        watermarkMillis);
    rolling(rows, slice, "rolling_7d", dates, 7, LocalDate::plusDays, this::end, watermarkMillis);
    rolling(rows, slice, "rolling_30d", dates, 30, LocalDate::plusDays, this::end, watermarkMillis);
    rolling(
        rows,
        slice,
        "rolling_5m",
        minutes,
        5,
        (minute, more) -> minute.plusSeconds(60L * more),
        minute -> minute.plusSeconds(60),
        watermarkMillis);
  }

  private void calendar(
      PublishedRows rows,
      Slice slice,
      String period,
      Map<String, Set<LocalDate>> dates,
      UnaryOperator<LocalDate> bucketOf,
      UnaryOperator<LocalDate> nextBucket,
      long watermarkMillis) {
    if (!periods.contains(period)) {
      return;
    }
    Map<LocalDate, Set<String>> users = new TreeMap<>();
    dates.forEach(
        (user, active) ->
            active.forEach(
                date ->
                    users
                        .computeIfAbsent(bucketOf.apply(date), absent -> new TreeSet<>())
                        .add(user)));
    users.forEach(
        (bucket, distinct) -> {
          Instant end = nextBucket.apply(bucket).atStartOfDay(zone).toInstant();
          put(rows, slice, period, bucket, distinct.size(), end, watermarkMillis);
        });
  }

  private interface Step<T> {
    T plus(T bucket, int more);
  }

  private <T> void rolling(
      PublishedRows rows,
      Slice slice,
      String period,
      Map<String, Set<T>> activity,
      int length,
      Step<T> step,
      Function<T, Instant> endOf,
      long watermarkMillis) {
    if (!periods.contains(period)) {
      return;
    }
    Map<T, Long> users = new HashMap<>();
    for (Set<T> active : activity.values()) {
      Set<T> windowsWithTheUser = new HashSet<>();
      for (T one : active) {
        for (int more = 0; more < length; more++) {
          windowsWithTheUser.add(step.plus(one, more));
        }
      }
      windowsWithTheUser.forEach(window -> users.merge(window, 1L, Long::sum));
    }
    users.forEach(
        (window, distinct) ->
            put(rows, slice, period, window, distinct, endOf.apply(window), watermarkMillis));
  }

  private void put(
      PublishedRows rows,
      Slice slice,
      String period,
      Object bucket,
      long users,
      Instant end,
      long watermarkMillis) {
    boolean complete = end.toEpochMilli() <= watermarkMillis;
    rows.put(
        "active_users",
        List.of(metric, period, bucket.toString(), slice.dimension(), slice.value()),
        List.of(users, complete));
  }

  private Instant end(LocalDate date) {
    return date.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /** The date; where the clock has fallen back over midnight, the new day goes on. */
  private LocalDate date(Instant instant) {
    LocalDate shown = instant.atZone(zone).toLocalDate();
    return end(shown).isAfter(instant) ? shown : shown.plusDays(1);
  }

  private static String text(Object value) {
    if (value == null || value.equals("")) {
      return "(none)";
    }
    String text;
    if (value instanceof BigDecimal number) {
      text = number.stripTrailingZeros().toPlainString();
    } else if (value instanceof List || value instanceof Map) {
      text = PlainJson.compact(value);
    } else {
      text = value.toString();
    }
    StringBuilder cut = new StringBuilder();
    for (int codePoint : text.codePoints().toArray()) {
      if (cut.length() + Character.charCount(codePoint) > 256) {
        break;
      }
      cut.appendCodePoint(codePoint);
    }
    return cut.toString();
  }
}
