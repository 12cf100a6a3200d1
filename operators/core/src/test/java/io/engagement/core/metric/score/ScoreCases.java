package io.engagement.core.metric.score;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSections;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.metric.sessions.SessionsOracle;
import io.engagement.core.session.Publish;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Definitions of scores on trial. */
final class ScoreCases {
  static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();
  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** What sessions are where the deployment does not say. */
  static final SessionsDefinition USUAL_SESSIONS =
      sessions(Duration.ofMinutes(30).toMillis(), EventMatcher.ANY, Boundary.INCLUSIVE, Set.of());

  private static final Map<String, BigDecimal> WEIGHTS =
      Map.of(
          "Product Viewed", BigDecimal.ONE,
          "Order Completed", BigDecimal.TEN,
          "Product Removed", new BigDecimal("-2.5"),
          "Home", new BigDecimal("0.000001"),
          "Page Ping", new BigDecimal("1000"));

  private ScoreCases() {}

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    return random(random, Publish.CHANGES);
  }

  static MetricCase random(RandomGenerator random, Publish publish) {
    Map<String, BigDecimal> weights = new TreeMap<>(WEIGHTS);
    new TreeMap<>(WEIGHTS)
        .keySet()
        .forEach(
            name -> {
              if (random.nextInt(3) == 0) {
                weights.remove(name);
              }
            });
    weights.put("Product Viewed", BigDecimal.ONE);
    long[] halfLives = {60_000L, 3_600_000L, DAY_MILLIS, 7 * DAY_MILLIS, 365 * DAY_MILLIS};
    long[] horizons = {1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS, 31 * DAY_MILLIS};
    SessionsDefinition sessions =
        random.nextInt(3) == 0
            ? null
            : sessions(
                random.nextBoolean() ? 1_000L : 7_200_000L,
                random.nextInt(4) == 0 ? EventMatcher.named("Home") : EventMatcher.ANY,
                random.nextBoolean() ? Boundary.INCLUSIVE : Boundary.EXCLUSIVE,
                Arrays.stream(Split.values())
                    .filter(split -> random.nextInt(3) == 0)
                    .collect(Collectors.toSet()));
    return of(
        new ScoreDefinition(
            "score",
            null,
            halfLives[random.nextInt(halfLives.length)],
            new TreeMap<>(weights),
            random.nextBoolean() ? "USD" : "EUR",
            publish),
        ZoneSample.pick(random),
        horizons[random.nextInt(horizons.length)],
        sessions);
  }

  static ScoreDefinition definition(long halfLifeMillis, Map<String, BigDecimal> weights) {
    return new ScoreDefinition(
        "score", null, halfLifeMillis, new TreeMap<>(weights), "USD", Publish.CHANGES);
  }

  static MetricCase of(ScoreDefinition definition) {
    return of(definition, ZoneSample.ALL.get(0), LATE_HORIZON_MILLIS, null);
  }

  /**
   * A case.
   *
   * @param sessions null where the deployment has none
   */
  static MetricCase of(
      ScoreDefinition definition,
      ZoneSample sample,
      long lateHorizonMillis,
      SessionsDefinition sessions) {
    SessionTerms terms = sessions == null ? SessionTerms.DEFAULT : sessions;
    return new MetricCase(
        definition + " in " + sample + " late " + lateHorizonMillis + " " + sessions,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        lateHorizonMillis,
        Map.of(),
        setup ->
            new ScoreFamily()
                .metric(
                    definition,
                    new MetricSetup(
                        setup.schema(),
                        setup.calendar(),
                        setup.breakdowns(),
                        setup.lateHorizonMillis(),
                        new SessionSections(Map.of("web", terms)))),
        List.of(),
        new ScoreOracle(
            definition.id(),
            sample.zone(),
            definition.halfLifeMillis(),
            definition.weights(),
            definition.currency(),
            new SessionsOracle(
                sessions == null ? USUAL_SESSIONS : sessions, sample.zone(), Map.of())),
        histories(sample, definition.halfLifeMillis()));
  }

  /** What sessions are in a deployment that says so. */
  static SessionsDefinition sessions(
      long gapMillis, EventMatcher events, Boundary boundary, Set<Split> splits) {
    return new SessionsDefinition(
        "web",
        events,
        null,
        gapMillis,
        boundary,
        splits,
        SessionsDefinition.Bounce.NOT_ENGAGED,
        null,
        10_000L,
        5_000L,
        Publish.CHANGES,
        "USD",
        List.of());
  }

  private static RandomHistories histories(ZoneSample sample, long halfLifeMillis) {
    Object absent = RandomHistories.ABSENT;
    return RandomHistories.around(sample)
        .event("track", "Product Viewed")
        .event("track", "Order Completed")
        .event("track", "Order Completed")
        .event("track", "Product Removed")
        .event("track", "Page Ping")
        .event("page", "Home")
        .event("page", "Order Completed")
        .event("identify", "")
        .field(
            "properties.total",
            Arrays.asList(12L, new BigDecimal("0.5"), -1L, "9.99", null, absent))
        .field("properties.revenue", Arrays.asList(7L, 10_000_000_000L, "free", null, absent))
        .field("properties.currency", Arrays.asList("EUR", "eur ", "USD", "", 5L, null, absent))
        .field("context.campaign.source", Arrays.asList("a", "b", null, absent, absent))
        .pauses(
            1_000,
            1_800_000,
            7_200_000,
            halfLifeMillis,
            51 * Math.min(halfLifeMillis, DAY_MILLIS),
            29 * DAY_MILLIS,
            30 * DAY_MILLIS);
  }
}
