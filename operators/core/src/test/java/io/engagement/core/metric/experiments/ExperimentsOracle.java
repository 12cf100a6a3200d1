package io.engagement.core.metric.experiments;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSlices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Experiments from scratch: for each user and experiment all exposures, and for each goal all
 * events from the first one on.
 *
 * @param goals in the order of the definition
 * @param breakdowns name to path
 * @param zone of the days of the first exposure
 */
public record ExperimentsOracle(
    String metric,
    Predicate<RawEvent> exposure,
    List<RawGoal> goals,
    Map<String, String> breakdowns,
    ZoneId zone)
    implements NaiveOracle {

  /**
   * A goal.
   *
   * @param value path of what is summed; null to count
   */
  public record RawGoal(String id, Predicate<RawEvent> events, String value) {}

  /** Columns of a key that has a day instead of a dimension and its value. */
  private static final int DAY_COLUMNS = 5;

  private static final BigDecimal MOST = new BigDecimal("10000000000");

  private static final class Row {
    long users;
    long converters;
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    long unknown;
    long excluded;
  }

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<String, List<RawEvent>> users = new TreeMap<>();
    events.forEach(
        event -> users.computeIfAbsent(event.user(), absent -> new ArrayList<>()).add(event));
    Map<List<Object>, Row> rows = new java.util.LinkedHashMap<>();
    PublishedRows published = new PublishedRows();
    users.forEach((user, history) -> addUser(user, history, rows, published));
    rows.forEach(
        (key, row) -> {
          boolean known = row.unknown == 0;
          published.put(
              key.size() == DAY_COLUMNS ? "experiment_days" : "experiments",
              key,
              Arrays.asList(
                  row.users,
                  row.converters,
                  known ? plain(row.sum) : null,
                  known ? plain(row.squares) : null,
                  row.excluded));
        });
    return published;
  }

  private void addUser(
      String user, List<RawEvent> unordered, Map<List<Object>, Row> rows, PublishedRows published) {
    List<RawEvent> history = new ArrayList<>(unordered);
    history.sort(RawEvent.ORDER);
    Map<String, List<RawEvent>> exposures = new TreeMap<>();
    for (RawEvent event : history) {
      if (exposure.test(event) && experiment(event) != null && variant(event) != null) {
        exposures.computeIfAbsent(experiment(event), absent -> new ArrayList<>()).add(event);
      }
    }
    exposures.forEach(
        (experiment, seen) -> {
          RawEvent first = seen.get(0);
          Set<String> variants = new HashSet<>();
          seen.forEach(event -> variants.add(variant(event)));
          boolean excluded = variants.size() > 1;
          published.put(
              "experiment_assignments",
              List.of(metric, experiment, user),
              Arrays.asList(
                  variant(first),
                  first.timeMillis(),
                  excluded,
                  excluded ? null : PlainJson.compact(reached(history, first))));
          long day = RawSlices.date(first.timeMillis(), zone).toEpochDay();
          for (RawGoal goal : goals) {
            List<Object> ofDay = List.of(metric, experiment, variant(first), goal.id(), day);
            add(rows.computeIfAbsent(ofDay, absent -> new Row()), variants, history, first, goal);
            add(row(rows, experiment, first, goal, "", ""), variants, history, first, goal);
            breakdowns.forEach(
                (name, path) -> {
                  String value = text(first.field(path));
                  Row row =
                      row(rows, experiment, first, goal, name, value == null ? "(none)" : value);
                  add(row, variants, history, first, goal);
                });
          }
        });
  }

  private List<String> reached(List<RawEvent> history, RawEvent first) {
    return goals.stream()
        .filter(
            goal ->
                history.stream()
                    .anyMatch(
                        event ->
                            goal.events().test(event) && event.timeMillis() >= first.timeMillis()))
        .map(RawGoal::id)
        .toList();
  }

  private Row row(
      Map<List<Object>, Row> rows,
      String experiment,
      RawEvent first,
      RawGoal goal,
      String dimension,
      String value) {
    return rows.computeIfAbsent(
        List.of(metric, experiment, variant(first), goal.id(), dimension, value),
        absent -> new Row());
  }

  private static void add(
      Row row, Set<String> variants, List<RawEvent> history, RawEvent first, RawGoal goal) {
    if (variants.size() > 1) {
      row.excluded++;
      return;
    }
    boolean converted = false;
    boolean unknown = false;
    BigDecimal sum = BigDecimal.ZERO;
    for (RawEvent event : history) {
      if (goal.events().test(event) && event.timeMillis() >= first.timeMillis()) {
        converted = true;
        BigDecimal value =
            goal.value() == null ? BigDecimal.ONE : number(event.field(goal.value()));
        unknown |= value.abs().compareTo(MOST) > 0;
        sum = sum.add(value.setScale(6, RoundingMode.HALF_UP));
      }
    }
    row.users++;
    row.converters += converted ? 1 : 0;
    row.unknown += unknown ? 1 : 0;
    row.sum = row.sum.add(sum);
    row.squares = row.squares.add(sum.multiply(sum));
  }

  private static BigDecimal number(Object field) {
    if (field instanceof Long || field instanceof BigDecimal) {
      return new BigDecimal(field.toString());
    }
    return field instanceof String text && text.strip().matches("-?\\d+(\\.\\d+)?")
        ? new BigDecimal(text.strip())
        : BigDecimal.ZERO;
  }

  private static String experiment(RawEvent event) {
    return text(event.field("properties.experiment_id"));
  }

  private static String variant(RawEvent event) {
    return text(event.field("properties.variation_id"));
  }

  private static String text(Object field) {
    if (field == null || field.equals("")) {
      return null;
    }
    if (field instanceof List || field instanceof Map) {
      return PlainJson.compact(field);
    }
    return field instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : field.toString();
  }

  private static BigDecimal plain(BigDecimal number) {
    return new BigDecimal(number.stripTrailingZeros().toPlainString());
  }
}
