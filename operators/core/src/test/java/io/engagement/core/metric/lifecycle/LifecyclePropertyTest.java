package io.engagement.core.metric.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.table.Measure;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LifecyclePropertyTest {
  private static final long SEED = 20_240_401L;

  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, LifecycleCases::random);
  }

  @Test
  void keepTheLawOfMergingOverTenThousandHistories() {
    MetricLaws.holdWhenMerged(10_000, LifecycleCases::random);
  }

  @Test
  void takeBackNothingTheyDidNotCountAndStayExactWhenMergedLate() {
    MetricLaws.holdForCurrentCellsWhenMergedLate(
        10_000, random -> LifecycleCases.random(random).merging(random));
  }

  @Test
  void keepTheLawOfMergingWhereMergesRestateFurtherBack() {
    MetricLaws.holdWhenMerged(
        10_000, random -> LifecycleCases.random(random).restating(Duration.ofDays(31).toMillis()));
  }

  @Test
  void theInvariantsHoldInEveryRowOfEveryOutput() {
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 0; i < 300; i++) {
      MetricCase trial = LifecycleCases.of(LifecycleCases.PERIODS, "platform", "plan");
      List<RawEvent> history = trial.histories().next(random);
      Map<List<Object>, List<Object>> rows = MetricLaws.rowsOf(trial, history).table("lifecycle");
      Map<List<Object>, Long> activeUsers = activeUsers(history);
      for (Map.Entry<List<Object>, List<Object>> row : rows.entrySet()) {
        List<Object> key = row.getKey();
        int index = i;
        Supplier<String> seen =
            () -> "history " + index + " of seed " + SEED + ", row " + row + ", of " + history;
        assertThat(active(row.getValue())).as(seen).isGreaterThanOrEqualTo(0);
        List<Object> before = rows.get(previous(key));
        long activeBefore = before == null ? 0 : active(before);
        assertThat(number(row.getValue(), LifecycleTable.DORMANT))
            .as(seen)
            .isEqualTo(activeBefore - number(row.getValue(), LifecycleTable.RETURNING));
        if (key.get(3).equals("")) {
          assertThat(active(row.getValue()))
              .as(seen)
              .isEqualTo(activeUsers.getOrDefault(key.subList(1, 3), 0L));
        }
      }
      activeUsers.forEach(
          (bucket, users) ->
              assertThat(rows).containsKey(List.of("life", bucket.get(0), bucket.get(1), "", "")));
    }
  }

  private static long active(List<Object> values) {
    return number(values, LifecycleTable.NEW)
        + number(values, LifecycleTable.RETURNING)
        + number(values, LifecycleTable.RESURRECTING);
  }

  private static long number(List<Object> values, Measure measure) {
    return (Long) values.get(measure.position());
  }

  private static List<Object> previous(List<Object> key) {
    LocalDate bucket = LocalDate.parse((String) key.get(2));
    LocalDate previous =
        switch ((String) key.get(1)) {
          case "week" -> bucket.minusWeeks(1);
          case "month" -> bucket.minusMonths(1);
          default -> bucket.minusDays(1);
        };
    return List.of(key.get(0), key.get(1), previous.toString(), key.get(3), key.get(4));
  }

  /** Distinct users by period and bucket, in UTC with ISO weeks. */
  private static Map<List<Object>, Long> activeUsers(List<RawEvent> history) {
    Map<List<Object>, Set<String>> users = new HashMap<>();
    for (RawEvent event : history) {
      if (!event.name().equals("Page Ping")) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(event.timeMillis(), 86_400_000L));
        LocalDate week = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        Map.of(
                Period.DAY, date, //
                Period.WEEK, week,
                Period.MONTH, date.withDayOfMonth(1))
            .forEach(
                (period, bucket) ->
                    users
                        .computeIfAbsent(
                            List.of(period.label(), bucket.toString()), absent -> new HashSet<>())
                        .add(event.user()));
      }
    }
    Map<List<Object>, Long> counts = new HashMap<>();
    users.forEach((bucket, distinct) -> counts.put(bucket, (long) distinct.size()));
    return counts;
  }
}
