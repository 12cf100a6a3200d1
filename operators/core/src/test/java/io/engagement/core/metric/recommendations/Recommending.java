package io.engagement.core.metric.recommendations;

import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.metric.recommendations.RecommendationsMetric.Limits;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A definition with the defaults of the configuration, to vary in tests. */
public final class Recommending {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");

  String id = "recs";
  long clickWindowMillis = Duration.ofMinutes(30).toMillis();
  long conversionWindowMillis = Duration.ofDays(7).toMillis();
  long onceWithinMillis = Duration.ofDays(7).toMillis();

  /** Null for that of other impressions. */
  Long listOnceWithinMillis;

  Positions positions = Positions.AUTO;
  String currency = "USD";
  List<String> breakdowns = List.of();
  ZoneSample sample = new ZoneSample(ZoneId.of("UTC"), LocalDateTime.parse("2024-03-01T00:00"));
  long lateHorizonMillis = Duration.ofDays(3).toMillis();
  Limits limits = Limits.DEFAULT;

  public Recommending clickWindow(String duration) {
    clickWindowMillis = Duration.parse(duration).toMillis();
    return this;
  }

  public Recommending conversionWindow(String duration) {
    conversionWindowMillis = Duration.parse(duration).toMillis();
    return this;
  }

  public Recommending onceWithin(String duration) {
    onceWithinMillis = Duration.parse(duration).toMillis();
    return this;
  }

  public Recommending listOnceWithin(String duration) {
    listOnceWithinMillis = Duration.parse(duration).toMillis();
    return this;
  }

  public Recommending positions(Positions other) {
    positions = other;
    return this;
  }

  public Recommending currency(String other) {
    currency = other;
    return this;
  }

  public Recommending by(String... dimensions) {
    breakdowns = List.of(dimensions);
    return this;
  }

  /** Names it; {@code recs} without. */
  public Recommending id(String other) {
    id = other;
    return this;
  }

  public Recommending in(String zone) {
    sample = new ZoneSample(ZoneId.of(zone), sample.moment());
    return this;
  }

  Recommending limits(int items, int clicks, int lines) {
    limits = new Limits(items, clicks, lines);
    return this;
  }

  /** The same, computed naively. */
  public NaiveOracle oracle() {
    return new RecommendationsOracle(this);
  }

  RecommendationsDefinition definition() {
    return new RecommendationsDefinition(
        id,
        clickWindowMillis,
        conversionWindowMillis,
        onceWithinMillis,
        listOnceWithinMillis(),
        positions,
        currency,
        breakdowns);
  }

  long listOnceWithinMillis() {
    return listOnceWithinMillis == null ? onceWithinMillis : listOnceWithinMillis;
  }

  Map<String, String> dimensions() {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(breakdowns);
    return used;
  }

  MetricCase trial(RandomHistories histories) {
    RecommendationsDefinition definition = definition();
    return new MetricCase(
        definition + " in " + sample + " late " + lateHorizonMillis + " at most " + limits,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new RecommendationsMetric(definition, setup, limits),
        List.of(RecommendationsTable.TABLE),
        oracle(),
        histories);
  }
}
