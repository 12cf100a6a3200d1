package io.engagement.core.metric.stickiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of two ids when they turn out to be one person. */
class StickinessMergeTest {
  private static final Duration RESTATE = Duration.ofDays(31);

  @Test
  void theUserMovesToTheNumberOfDaysOfBoth() {
    MetricRun<?> run =
        run(
            Interval.DAY,
            1,
            Period.WEEK,
            user("2024-03-04T10:00:00Z"),
            user("2024-03-05T10:00:00Z"),
            phone("2024-03-05T11:00:00Z"),
            phone("2024-03-06T11:00:00Z"));
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 2", 2L));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 3", 1L));
  }

  @Test
  void theEventsOfBothMakeADayActive() {
    MetricRun<?> run =
        run(
            Interval.DAY,
            3,
            Period.WEEK,
            user("2024-03-04T10:00:00Z"),
            phone("2024-03-04T11:00:00Z"),
            phone("2024-03-04T12:00:00Z"),
            user("2024-03-05T10:00:00Z"),
            phone("2024-03-05T11:00:00Z"));
    assertThat(users(run)).isEmpty();
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 1", 1L));
    run.acceptAll(user("2024-03-05T12:00:00Z"));
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 2", 1L));
  }

  @Test
  void aDayThatOneIdHasFilledIsOneDay() {
    MetricRun<?> run =
        run(
            Interval.DAY,
            2,
            Period.WEEK,
            user("2024-03-04T10:00:00Z"),
            phone("2024-03-04T11:00:00Z"),
            phone("2024-03-04T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 1", 1L));
    run.restart();
    run.acceptAll(user("2024-03-04T13:00:00Z"));
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 on 1", 1L));
  }

  @Test
  void eventsOfAWeekAddUpAcrossItsDays() {
    MetricRun<?> run =
        run(
            Interval.WEEK,
            3,
            Period.MONTH,
            user("2024-03-04T10:00:00Z"),
            phone("2024-03-05T11:00:00Z"),
            phone("2024-03-10T11:00:00Z"));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-01 on 1", 1L));
  }

  @Test
  void daysWithTooFewEventsAreKnownAsLongAsTheirPeriodIsRestated() {
    MetricRun<?> run =
        run(
            Interval.DAY,
            2,
            Period.MONTH,
            user("2024-03-01T10:00:00Z"),
            phone("2024-03-01T11:00:00Z"));
    run.advanceTo(Instant.parse("2024-04-01T00:00:00Z").plus(RESTATE).toEpochMilli() - 1);
    run.flush();
    run.restart();
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-01 on 1", 1L));
  }

  @Test
  void aPeriodThatIsPartlyForgottenIsNotTakenBack() {
    MetricRun<?> run =
        MetricRun.of(
            StickinessCases.of(Interval.DAY, 1, List.of(Period.WEEK, Period.MONTH))
                .restating(RESTATE.toMillis()));
    run.acceptAll(
        user("2024-02-24T10:00:00Z"), user("2024-02-27T10:00:00Z"), phone("2024-02-27T10:00:00Z"));
    // The week from the 26th of February on is still restated, the month of February is not.
    run.advanceTo(Instant.parse("2024-03-01T00:00:00Z").plus(RESTATE).toEpochMilli());
    run.flush();
    run.claim("phone", "u");
    assertThat(users(run))
        .isEqualTo(
            Map.of(
                "2024-02-01 on 1", 1L,
                "2024-02-01 on 2", 1L,
                "2024-02-19 on 1", 1L,
                "2024-02-26 on 1", 1L));
  }

  @Test
  void whatIsKeptOfASilentUserExpiresInTheEnd() {
    for (Interval interval : List.of(Interval.HOUR, Interval.DAY, Interval.WEEK)) {
      for (int minEvents = 1; minEvents <= 2; minEvents++) {
        MetricRun<?> run = run(interval, minEvents, Period.MONTH);
        byte[] nothing = run.bytes("phone");
        run.acceptAll(phone("2024-03-05T10:00:00Z"));
        run.advanceTo(run.deadlineMillis());
        assertThat(run.bytes("phone")).as(interval + " from " + minEvents).isEqualTo(nothing);
        assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
      }
    }
  }

  private static MetricRun<?> run(
      Interval interval, int minEvents, Period period, RawEvent... events) {
    return MetricRun.of(
            StickinessCases.of(interval, minEvents, List.of(period)).restating(RESTATE.toMillis()))
        .acceptAll(events);
  }

  private static RawEvent user(String instant) {
    return RawEvent.track("Seen").at(instant);
  }

  private static RawEvent phone(String instant) {
    return user(instant).by("phone");
  }

  /** Users by bucket and number of active intervals. */
  private static Map<String, Long> users(MetricRun<?> run) {
    Map<String, Long> users = new TreeMap<>();
    run.rows()
        .table("stickiness")
        .forEach(
            (key, values) -> users.put(key.get(2) + " on " + key.get(3), (Long) values.get(0)));
    return users;
  }
}
