package io.engagement.core.metric.activeusers;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.table.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of two ids when they turn out to be one person. */
class ActiveUsersMergeTest {
  private static final Duration RESTATE = Duration.ofDays(31);

  @Test
  void whoWasActiveUnderBothCountsOnce() {
    MetricRun<?> run =
        run(
            List.of(Period.DAY, Period.WEEK),
            user("2024-03-05T10:00:00Z"),
            phone("2024-03-05T11:00:00Z"),
            phone("2024-03-06T11:00:00Z"));
    assertThat(users(run)).containsEntry("week 2024-03-04", 2L);
    run.claim("phone", "u");
    assertThat(users(run))
        .isEqualTo(Map.of("day 2024-03-05", 1L, "day 2024-03-06", 1L, "week 2024-03-04", 1L));
  }

  @Test
  void rollingWindowsCountOnceWhateverTheIdsHadInThem() {
    MetricRun<?> run =
        run(
            List.of(Period.ROLLING_7D),
            user("2024-03-05T10:00:00Z"),
            phone("2024-03-11T10:00:00Z"));
    assertThat(users(run)).containsEntry("rolling_7d 2024-03-11", 2L).hasSize(13);
    run.claim("phone", "u");
    assertThat(users(run)).hasSize(13).allSatisfy((window, users) -> assertThat(users).isOne());
  }

  @Test
  void minutesAreMergedAsFarBackAsDays() {
    MetricRun<?> run =
        run(
            List.of(Period.ROLLING_5M),
            user("2024-03-05T10:00:00Z"),
            phone("2024-03-05T10:01:00Z"));
    run.advanceTo(Instant.parse("2024-03-30T00:00:00Z").toEpochMilli());
    run.restart();
    run.claim("phone", "u");
    assertThat(users(run)).hasSize(6).allSatisfy((window, users) -> assertThat(users).isOne());
  }

  @Test
  void whatTheAnonymousIdDidAloneStaysWhatItIs() {
    MetricRun<?> run = run(ActiveUsersCases.PERIODS, phone("2024-03-05T10:00:00Z"));
    Map<String, Long> before = users(run);
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(before);
    run.claim("another phone", "u");
    assertThat(users(run)).isEqualTo(before);
  }

  @Test
  void daysThatEndedBeforeWhatIsRestatedStayAsTheyAre() {
    MetricRun<?> run =
        run(
            List.of(Period.DAY),
            user("2024-03-05T23:59:59.999Z"),
            phone("2024-03-05T23:59:59.999Z"),
            user("2024-03-06T00:00:00Z"),
            phone("2024-03-06T00:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-06T23:59:59.999Z").plus(RESTATE).toEpochMilli());
    run.flush();
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("day 2024-03-05", 2L, "day 2024-03-06", 1L));
  }

  @Test
  void theDaysAndMinutesOfASilentUserExpireInTheEnd() {
    MetricRun<?> run = run(ActiveUsersCases.PERIODS);
    byte[] nothing = run.bytes("phone");
    run.acceptAll(phone("2024-03-05T10:00:00Z"));
    byte[] all = run.bytes("phone");
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("phone"))
        .as("the days")
        .hasSizeBetween(nothing.length + 1, all.length - 1);
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("phone")).isEqualTo(nothing);
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void minutesAloneExpireInTheEnd() {
    MetricRun<?> run = run(List.of(Period.ROLLING_5M));
    byte[] nothing = run.bytes("phone");
    run.acceptAll(phone("2024-03-05T10:00:00Z"));
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("phone")).isEqualTo(nothing);
  }

  private static MetricRun<?> run(List<Period> periods, RawEvent... events) {
    return MetricRun.of(ActiveUsersCases.of(periods, "platform").restating(RESTATE.toMillis()))
        .acceptAll(events);
  }

  private static RawEvent user(String instant) {
    return RawEvent.track("Seen").at(instant);
  }

  private static RawEvent phone(String instant) {
    return user(instant).by("phone");
  }

  /** Users of the total by period and bucket. */
  private static Map<String, Long> users(MetricRun<?> run) {
    Map<String, Long> users = new TreeMap<>();
    run.rows()
        .table("active_users")
        .forEach(
            (key, values) -> {
              if (key.get(3).equals("")) {
                users.put(key.get(1) + " " + key.get(2), (Long) values.get(0));
              }
            });
    return users;
  }
}
