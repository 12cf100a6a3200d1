package io.engagement.core.metric.score;

import io.engagement.core.laws.Approximately;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawOrders;
import io.engagement.core.laws.RawSlices;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Scores and profiles from scratch: every weighted event faded to the user's last one, every day of
 * the window looked at.
 *
 * @param weights by event name
 * @param sessions publishes the sessions of all users in the table {@code sessions}
 */
public record ScoreOracle(
    String metric,
    ZoneId zone,
    long halfLifeMillis,
    Map<String, BigDecimal> weights,
    String currency,
    NaiveOracle sessions)
    implements NaiveOracle {
  private static final int WINDOW_DAYS = 30;
  private static final Set<String> NAMED = Set.of("track", "page", "screen");

  private record Money(String currency, long millionths) {}

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<String, List<Long>> starts = new TreeMap<>();
    sessions
        .rows(events, Long.MAX_VALUE)
        .table("sessions")
        .values()
        .forEach(
            fact ->
                starts
                    .computeIfAbsent((String) fact.get(0), absent -> new ArrayList<>())
                    .add((Long) fact.get(1)));
    PublishedRows rows = new PublishedRows();
    events.stream()
        .sorted(RawEvent.ORDER)
        .collect(Collectors.groupingBy(RawEvent::user))
        .forEach(
            (user, history) ->
                rows.put(
                    "user_engagement",
                    List.of(metric, user),
                    row(history, starts.getOrDefault(user, List.of()))));
    return rows;
  }

  private List<Object> row(List<RawEvent> history, List<Long> sessionStarts) {
    long first = history.get(0).timeMillis();
    long last = history.get(history.size() - 1).timeMillis();
    LocalDate to = RawSlices.date(last, zone);
    LocalDate from = to.minusDays(WINDOW_DAYS - 1);
    TreeSet<LocalDate> activeDays = new TreeSet<>();
    history.stream()
        .filter(event -> !RawSlices.isPing(event))
        .forEach(event -> activeDays.add(RawSlices.date(event.timeMillis(), zone)));
    Money money = money(history, from);
    long orders = money == null ? 0 : count(history, from, money.currency());
    return Arrays.asList(
        new Approximately(score(history, last), 1e-12, 2e-6),
        last,
        first,
        last,
        (long) activeDays.tailSet(from).size(),
        sessionStarts.stream().filter(start -> !RawSlices.date(start, zone).isBefore(from)).count(),
        orders,
        money == null ? 0L : money.millionths(),
        lifecycle(activeDays, to),
        money == null ? null : money.currency(),
        log(score(history, last), last, history.size()));
  }

  /** Every event is rounded to 2^-30 of a point; whether the rest is above 0 may hang on that. */
  private Object log(double score, long last, int events) {
    if (score < -3e-6) {
      return null;
    }
    double rounding = 1e-9 * events;
    double log = Math.log(Math.max(score, rounding)) / Math.log(2);
    double tolerance = 2 * rounding / Math.max(score - rounding, rounding) + 1e-8;
    return score < 3e-6
        ? new Approximately(0, 0, Double.MAX_VALUE, true)
        : new Approximately(log + (double) last / halfLifeMillis, 1e-15, tolerance);
  }

  private double score(List<RawEvent> history, long last) {
    double score = 0;
    for (RawEvent event : history) {
      BigDecimal weight = NAMED.contains(event.type()) ? weights.get(event.name()) : null;
      if (weight != null) {
        double halfLives = (double) (last - event.timeMillis()) / halfLifeMillis;
        score += weight.doubleValue() * Math.pow(0.5, halfLives);
      }
    }
    return score;
  }

  private static String lifecycle(TreeSet<LocalDate> activeDays, LocalDate day) {
    if (!activeDays.contains(day)) {
      return null;
    }
    if (activeDays.first().equals(day)) {
      return "new";
    }
    return activeDays.contains(day.minusDays(1)) ? "returning" : "resurrecting";
  }

  private Money money(List<RawEvent> history, LocalDate from) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    TreeMap<String, Long> sums = new TreeMap<>();
    for (RawEvent event : history) {
      if (isOrder(event, from)) {
        counts.merge(currency(event), 1, Integer::sum);
        sums.merge(currency(event), RawOrders.millionths(event), Long::sum);
      }
    }
    String most = null;
    for (String code : counts.keySet()) {
      if (most == null || counts.get(code) > counts.get(most)) {
        most = code;
      }
    }
    return most == null ? null : new Money(most, sums.get(most));
  }

  private long count(List<RawEvent> history, LocalDate from, String code) {
    return history.stream()
        .filter(event -> isOrder(event, from) && currency(event).equals(code))
        .count();
  }

  private boolean isOrder(RawEvent event, LocalDate from) {
    return event.type().equals("track")
        && event.name().equals("Order Completed")
        && !RawSlices.date(event.timeMillis(), zone).isBefore(from);
  }

  private String currency(RawEvent event) {
    return RawOrders.currency(event, currency);
  }
}
