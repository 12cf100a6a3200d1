package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.session.Publish;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Section 15 of the definitions, sentence by sentence. */
class ScoreMetricTest {
  private static final int SCORE = 0;
  private static final int SCORE_AT = 1;
  private static final int FIRST_SEEN = 2;
  private static final int LAST_SEEN = 3;
  private static final int ACTIVE_DAYS = 4;
  private static final int SESSIONS = 5;
  private static final int ORDERS = 6;
  private static final int AMOUNT = 7;
  private static final int LIFECYCLE = 8;
  private static final int CURRENCY = 9;
  private static final int SCORE_LOG = 10;

  private static final MetricCase WEEKLY =
      ScoreCases.of(
          ScoreCases.definition(
              7 * ScoreCases.DAY_MILLIS,
              Map.of("Product Viewed", BigDecimal.ONE, "Order Completed", BigDecimal.TEN)));

  @Test
  void anEventIsWorthItsWeightAndHalfAfterAHalfLife() {
    assertThat(score(viewed("2024-03-01T12:00:00Z"))).isEqualTo("1");
    assertThat(score(viewed("2024-03-01T12:00:00Z"), other("2024-03-08T12:00:00Z")))
        .isEqualTo("0.5");
    assertThat(score(viewed("2024-03-01T12:00:00Z"), ordered("2024-03-15T12:00:00Z")))
        .isEqualTo("10.25");
    assertThat(score(viewed("2024-03-01T12:00:00Z"), other("2024-03-02T12:00:00Z")))
        .as("2^(-1/7)")
        .isEqualTo("0.905724");
  }

  @Test
  void theScoreIsAsOfTheLastEventOfAnyKind() {
    List<Object> row =
        row(viewed("2024-03-01T12:00:00Z"), RawEvent.track("Page Ping").at("2024-03-08T12:00:00Z"));
    assertThat(row.get(SCORE)).isEqualTo(new BigDecimal("0.5"));
    assertThat(row.get(SCORE_AT)).isEqualTo(millis("2024-03-08T12:00:00Z"));
    assertThat(row.get(LAST_SEEN)).isEqualTo(millis("2024-03-08T12:00:00Z"));
    assertThat(row.get(FIRST_SEEN)).isEqualTo(millis("2024-03-01T12:00:00Z"));
    assertThat(row(RawEvent.of("identify", "").at("2024-03-08T12:00:00Z")).get(SCORE))
        .isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void theLogarithmIsThatOfTheScoreAtTheEpoch() {
    long week = 7 * ScoreCases.DAY_MILLIS;
    assertThat((double) row(viewed("2024-03-01T12:00:00Z")).get(SCORE_LOG))
        .as("of one point")
        .isCloseTo((double) millis("2024-03-01T12:00:00Z") / week, within(1e-9));
    assertThat(row(viewed("1970-01-08T00:00:00Z")).get(SCORE_LOG)).isEqualTo(1.0);
    assertThat(
            (double)
                row(ordered("1970-01-15T00:00:00Z"), viewed("1970-01-15T00:00:00Z").id("b"))
                    .get(SCORE_LOG))
        .isCloseTo(2 + StrictMath.log(11) / StrictMath.log(2), within(1e-14));
  }

  @Test
  void whatIsWorthNothingLeavesTheLogarithmAsItWas() {
    RawEvent view = viewed("2024-03-01T12:00:00Z");
    assertThat((double) row(view, other("2024-04-08T12:00:00Z")).get(SCORE_LOG))
        .isCloseTo((double) row(view).get(SCORE_LOG), within(1e-12));
  }

  @Test
  void aScoreThatIsNotAboveZeroHasNoLogarithm() {
    MetricCase trial =
        ScoreCases.of(
            ScoreCases.definition(
                3_600_000L,
                Map.of("Product Viewed", BigDecimal.ONE, "Order Completed", new BigDecimal(-2))));
    RawEvent view = viewed("2024-03-01T12:00:00Z");
    assertThat(row(trial, other("2024-03-01T12:00:00Z")).get(SCORE_LOG)).isNull();
    assertThat(row(trial, view, ordered("2024-03-01T13:00:00Z")).get(SCORE_LOG)).isNull();
    assertThat(row(trial, view, other("2024-03-02T12:00:00Z")).get(SCORE_LOG))
        .as("2^-24 is 0 in six digits")
        .isNull();
    assertThat(row(trial, view, other("2024-03-02T07:00:00Z")).get(SCORE_LOG)).isNotNull();
  }

  @Test
  void usersAreInTheOrderOfTheirScoresAtACommonInstant() {
    RandomGenerator random = new SplittableRandom(5);
    long begin = millis("2024-03-01T00:00:00Z");
    long week = 7 * ScoreCases.DAY_MILLIS;
    double common = begin + 10.0 * week;
    for (int i = 0; i < 1_000; i++) {
      List<Object> one = randomRow(begin, random);
      List<Object> other = randomRow(begin, random);
      double ofOne = at(common, week, one);
      double ofOther = at(common, week, other);
      // Six digits of the scores do not tell what is closer.
      if (Math.abs(ofOne - ofOther) > 1e-5) {
        assertThat((double) one.get(SCORE_LOG) > (double) other.get(SCORE_LOG))
            .isEqualTo(ofOne > ofOther);
      }
    }
  }

  private static List<Object> randomRow(long begin, RandomGenerator random) {
    RawEvent[] history = new RawEvent[1 + random.nextInt(5)];
    for (int i = 0; i < history.length; i++) {
      String time =
          Instant.ofEpochMilli(begin + random.nextLong(3 * 7 * ScoreCases.DAY_MILLIS)).toString();
      history[i] = (random.nextBoolean() ? viewed(time) : ordered(time)).id("m" + i);
    }
    return row(history);
  }

  private static double at(double instant, long halfLife, List<Object> row) {
    double score = ((BigDecimal) row.get(SCORE)).doubleValue();
    return score * Math.pow(0.5, (instant - (long) row.get(SCORE_AT)) / halfLife);
  }

  @Test
  void aLateEventIsWorthWhatItWouldHaveBeenInTime() {
    assertThat(score(other("2024-03-08T12:00:00Z"), viewed("2024-03-01T12:00:00Z")))
        .isEqualTo("0.5");
  }

  @Test
  void whatIsFiftyHalfLivesOldIsGone() {
    MetricCase hourly =
        ScoreCases.of(ScoreCases.definition(3_600_000L, Map.of("Page Ping", new BigDecimal(1000))));
    RawEvent ping = RawEvent.track("Page Ping").at("2024-03-01T12:00:00Z");
    assertThat(row(hourly, ping, other("2024-03-01T22:00:00Z")).get(SCORE))
        .isEqualTo(new BigDecimal("0.976563"));
    assertThat(row(hourly, ping, other("2024-03-03T15:00:00Z")).get(SCORE))
        .isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void activeDaysAreThoseOfTheThirtyDaysUpToTheLastEvent() {
    assertThat(
            row(
                    viewed("2024-03-01T23:59:59.999Z"),
                    viewed("2024-03-02T00:00:00Z"),
                    viewed("2024-03-02T01:00:00Z"),
                    viewed("2024-03-31T00:00:00Z"))
                .get(ACTIVE_DAYS))
        .isEqualTo(2L);
    assertThat(
            row(
                    viewed("2024-03-02T00:00:00Z"),
                    RawEvent.track("Page Ping").at("2024-03-05T00:00:00Z"))
                .get(ACTIVE_DAYS))
        .as("page pings make no day active")
        .isEqualTo(1L);
  }

  @Test
  void daysAreThoseOfTheZone() {
    MetricCase berlin =
        ScoreCases.of(
            ScoreCases.definition(60_000L, Map.of("Product Viewed", BigDecimal.ONE)),
            new ZoneSample(ZoneId.of("Europe/Berlin"), LocalDateTime.parse("2024-03-01T00:00")),
            ScoreCases.LATE_HORIZON_MILLIS,
            null);
    RawEvent[] history = {viewed("2024-03-05T22:59:59Z"), viewed("2024-03-05T23:00:00Z")};
    assertThat(row(berlin, history).get(ACTIVE_DAYS)).isEqualTo(2L);
    assertThat(row(berlin, history).get(LIFECYCLE)).isEqualTo("returning");
    assertThat(row(history).get(ACTIVE_DAYS)).isEqualTo(1L);
  }

  @Test
  void sessionsCountOnTheDayOfTheirStart() {
    assertThat(
            row(
                    viewed("2024-03-01T23:59:00Z"),
                    viewed("2024-03-02T00:29:00Z"),
                    viewed("2024-03-02T00:59:00.001Z"),
                    viewed("2024-03-31T00:00:00Z"))
                .get(SESSIONS))
        .as("the one that began the day before the window is out")
        .isEqualTo(2L);
    assertThat(
            row(
                    viewed("2024-03-05T12:00:00Z"),
                    viewed("2024-03-05T13:00:00Z"),
                    viewed("2024-03-05T12:30:00Z"))
                .get(SESSIONS))
        .as("a late event joins two")
        .isEqualTo(1L);
  }

  @Test
  void sessionsAreThoseOfTheDeploymentsFirstDefinition() {
    MetricCase minute =
        ScoreCases.of(
            ScoreCases.definition(60_000L, Map.of("Product Viewed", BigDecimal.ONE)),
            ZoneSample.ALL.get(0),
            ScoreCases.LATE_HORIZON_MILLIS,
            ScoreCases.sessions(60_000L, EventMatcher.named("Home"), Boundary.EXCLUSIVE, Set.of()));
    RawEvent home = RawEvent.page("Home");
    assertThat(
            row(
                    minute,
                    home.at("2024-03-05T12:00:00Z"),
                    home.at("2024-03-05T12:00:59.999Z"),
                    home.at("2024-03-05T12:01:59.999Z"),
                    viewed("2024-03-05T15:00:00Z"))
                .get(SESSIONS))
        .as("a pause of exactly the gap ends a session, other events are not of any")
        .isEqualTo(2L);
  }

  @Test
  void anOrderWithoutAmountCountsAndAddsNothing() {
    List<Object> row =
        row(
            ordered("2024-03-05T12:00:00Z"),
            ordered("2024-03-05T13:00:00Z").with("properties.total", 5L));
    assertThat(row.get(ORDERS)).isEqualTo(2L);
    assertThat(row.get(AMOUNT)).isEqualTo(5_000_000L);
  }

  @Test
  void anOrderThatNamesNoCurrencyIsInThatOfTheDefinition() {
    MetricCase euros =
        ScoreCases.of(
            new ScoreDefinition(
                "score",
                null,
                60_000L,
                new TreeMap<>(Map.of("Home", BigDecimal.ONE)),
                "EUR",
                Publish.CHANGES));
    List<Object> row = row(euros, ordered("2024-03-05T12:00:00Z").with("properties.total", 5L));
    assertThat(row.get(CURRENCY)).isEqualTo("EUR");
    assertThat(row.get(AMOUNT)).isEqualTo(5_000_000L);
  }

  @Test
  void ordersAndAmountAreOfTheMostFrequentCurrency() {
    List<Object> row =
        row(
            ordered("2024-03-05T12:00:00Z").with("properties.total", 5L),
            ordered("2024-03-06T12:00:00Z").with("properties.revenue", "7.50"),
            ordered("2024-03-07T12:00:00Z")
                .with("properties.total", 100L)
                .with("properties.currency", "eur"));
    assertThat(row.get(ORDERS)).isEqualTo(2L);
    assertThat(row.get(AMOUNT)).isEqualTo(12_500_000L);
    assertThat(row.get(CURRENCY)).isEqualTo("USD");
  }

  @Test
  void ofTwoCurrenciesAlikeTheLowerCodeIsTaken() {
    List<Object> row =
        row(
            ordered("2024-03-05T12:00:00Z").with("properties.total", 5L),
            ordered("2024-03-07T12:00:00Z")
                .with("properties.total", 100L)
                .with("properties.currency", "EUR"));
    assertThat(row.get(ORDERS)).isEqualTo(1L);
    assertThat(row.get(AMOUNT)).isEqualTo(100_000_000L);
    assertThat(row.get(CURRENCY)).isEqualTo("EUR");
  }

  @Test
  void ordersLeaveTheWindowWithTheirDay() {
    RawEvent order = ordered("2024-03-01T12:00:00Z").with("properties.total", 5L);
    assertThat(row(order, viewed("2024-03-30T23:59:59.999Z")).get(ORDERS)).isEqualTo(1L);
    List<Object> after = row(order, viewed("2024-03-31T00:00:00Z"));
    assertThat(after.get(ORDERS)).isEqualTo(0L);
    assertThat(after.get(AMOUNT)).isEqualTo(0L);
    assertThat(after.get(CURRENCY)).isNull();
  }

  @Test
  void lifecycleIsTheStateInTheDayOfTheLastEvent() {
    RawEvent first = viewed("2024-03-05T12:00:00Z");
    assertThat(row(first).get(LIFECYCLE)).isEqualTo("new");
    assertThat(row(first, viewed("2024-03-05T23:00:00Z")).get(LIFECYCLE)).isEqualTo("new");
    assertThat(row(first, viewed("2024-03-06T12:00:00Z")).get(LIFECYCLE)).isEqualTo("returning");
    assertThat(row(first, viewed("2024-03-07T12:00:00Z")).get(LIFECYCLE)).isEqualTo("resurrecting");
    assertThat(row(first, viewed("2024-06-07T12:00:00Z")).get(LIFECYCLE)).isEqualTo("resurrecting");
    assertThat(row(first, viewed("2024-03-04T12:00:00Z")).get(LIFECYCLE))
        .as("an earlier day comes late")
        .isEqualTo("returning");
    assertThat(row(first, RawEvent.track("Page Ping").at("2024-03-06T12:00:00Z")).get(LIFECYCLE))
        .as("nothing but page pings on the last day")
        .isNull();
  }

  private static RawEvent viewed(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static RawEvent ordered(String instant) {
    return RawEvent.track("Order Completed").at(instant);
  }

  private static RawEvent other(String instant) {
    return RawEvent.track("Signed In").at(instant);
  }

  private static String score(RawEvent... history) {
    return ((BigDecimal) row(history).get(SCORE)).toPlainString();
  }

  private static List<Object> row(RawEvent... history) {
    return row(WEEKLY, history);
  }

  private static List<Object> row(MetricCase trial, RawEvent... history) {
    return MetricLaws.rowsOf(trial, List.of(history)).values("user_engagement", "score", "u");
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
