package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of two ids when they turn out to be one person. */
class ScoreMergeTest {
  private static final int SCORE = 0;
  private static final int FIRST_SEEN = 2;
  private static final int LAST_SEEN = 3;
  private static final int ACTIVE_DAYS = 4;
  private static final int SESSIONS = 5;
  private static final int ORDERS = 6;
  private static final int AMOUNT = 7;
  private static final int LIFECYCLE = 8;
  private static final int CURRENCY = 9;

  @Test
  void theRowOfTheAnonymousIdBecomesPartOfTheOwners() {
    MetricRun<?> run = run(phone(viewed("2024-03-01T12:00:00Z")), other("2024-03-08T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(run.rows().table("user_engagement")).hasSize(1);
    assertThat(row(run).get(SCORE)).isEqualTo(new BigDecimal("0.5"));
    assertThat(row(run).get(FIRST_SEEN)).isEqualTo(millis("2024-03-01T12:00:00Z"));
    assertThat(row(run).get(LAST_SEEN)).isEqualTo(millis("2024-03-08T12:00:00Z"));
  }

  @Test
  void anOwnerWithoutARowTakesThatOfTheAnonymousId() {
    MetricRun<?> run = run(phone(viewed("2024-03-01T12:00:00Z")));
    List<Object> before = run.rows().values("user_engagement", "score", "phone");
    run.claim("phone", "u");
    assertThat(run.rows().table("user_engagement")).hasSize(1);
    assertThat(row(run)).isEqualTo(before);
  }

  @Test
  void theScoreIsAsOfTheLastEventOfEither() {
    MetricRun<?> run = run(viewed("2024-03-01T12:00:00Z"), phone(viewed("2024-03-08T12:00:00Z")));
    run.claim("phone", "u");
    assertThat(row(run).get(SCORE)).isEqualTo(new BigDecimal("1.5"));
  }

  @Test
  void daysAndOrdersOfBothMakeOneProfile() {
    MetricRun<?> run =
        run(
            viewed("2024-03-05T10:00:00Z"),
            phone(viewed("2024-03-05T11:00:00Z")),
            phone(ordered("2024-03-06T10:00:00Z", "EUR", 3)),
            phone(ordered("2024-03-06T10:00:01Z", "EUR", 4)),
            ordered("2024-03-07T10:00:00Z", "USD", 1),
            ordered("2024-03-07T10:00:01Z", "EUR", 5));
    run.claim("phone", "u");
    assertThat(row(run).get(ACTIVE_DAYS)).isEqualTo(3L);
    assertThat(row(run).get(ORDERS)).isEqualTo(3L);
    assertThat(row(run).get(AMOUNT)).isEqualTo(12_000_000L);
    assertThat(row(run).get(CURRENCY)).isEqualTo("EUR");
  }

  @Test
  void daysOfTheAnonymousIdBeforeTheWindowAreDropped() {
    MetricRun<?> run =
        run(
            phone(ordered("2024-03-01T10:00:00Z", "EUR", 3)),
            phone(ordered("2024-03-02T10:00:00Z", "EUR", 4)),
            viewed("2024-03-31T10:00:00Z"));
    run.claim("phone", "u");
    assertThat(row(run).get(ORDERS)).isEqualTo(1L);
    assertThat(row(run).get(ACTIVE_DAYS)).isEqualTo(2L);
  }

  @Test
  void aVisitThatBeganAnonymouslyIsOneSession() {
    MetricRun<?> run = run(phone(viewed("2024-03-05T10:00:00Z")), viewed("2024-03-05T10:30:00Z"));
    run.claim("phone", "u");
    assertThat(row(run).get(SESSIONS)).isEqualTo(1L);
    run.restart();
    run.acceptAll(viewed("2024-03-05T11:00:00Z"), viewed("2024-03-05T12:00:00Z"));
    assertThat(row(run).get(SESSIONS)).isEqualTo(2L);
  }

  @Test
  void visitsOlderThanTheLateHorizonStayTheSessionsTheyWere() {
    MetricRun<?> run = run(phone(viewed("2024-03-05T10:00:00Z")), viewed("2024-03-05T10:10:00Z"));
    run.advanceTo(millis("2024-03-20T00:00:00Z"));
    run.flush();
    run.restart();
    run.claim("phone", "u");
    assertThat(row(run).get(SESSIONS)).isEqualTo(2L);
    assertThat(row(run).get(ACTIVE_DAYS)).isEqualTo(1L);
  }

  @Test
  void theFirstActiveDayOfEitherIsThePersons() {
    MetricRun<?> run = run(viewed("2024-03-05T10:00:00Z"), phone(viewed("2024-03-04T10:00:00Z")));
    assertThat(row(run).get(LIFECYCLE)).isEqualTo("new");
    run.claim("phone", "u");
    assertThat(row(run).get(LIFECYCLE)).isEqualTo("returning");

    MetricRun<?> longAgo = run(phone(viewed("2023-01-01T10:00:00Z")));
    longAgo.advanceTo(millis("2024-03-01T00:00:00Z"));
    longAgo.restart();
    longAgo.acceptAll(viewed("2024-03-05T10:00:00Z"));
    longAgo.claim("phone", "u");
    assertThat(row(longAgo).get(LIFECYCLE)).isEqualTo("resurrecting");
  }

  private static MetricRun<?> run(RawEvent... events) {
    return MetricRun.of(
            ScoreCases.of(
                ScoreCases.definition(
                    7 * ScoreCases.DAY_MILLIS, Map.of("Product Viewed", BigDecimal.ONE))))
        .acceptAll(events);
  }

  private static RawEvent viewed(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static RawEvent other(String instant) {
    return RawEvent.track("Signed In").at(instant);
  }

  private static RawEvent ordered(String instant, String currency, long total) {
    return RawEvent.track("Order Completed")
        .with("properties.currency", currency)
        .with("properties.total", total)
        .at(instant);
  }

  private static RawEvent phone(RawEvent event) {
    return event.by("phone");
  }

  private static List<Object> row(MetricRun<?> run) {
    return run.rows().values("user_engagement", "score", "u");
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
