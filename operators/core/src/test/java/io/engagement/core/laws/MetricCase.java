package io.engagement.core.laws;

import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellTable;
import io.engagement.core.time.ZoneCalendar;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One definition on trial.
 *
 * @param description names the definition when a law is broken
 * @param breakdowns the deployment's dimensions: name to path
 * @param metric makes the metric; its matchers and fields go to the setup's schema
 * @param tables the cell tables it counts in
 * @param oracle the same definition, computed naively
 * @param histories where histories for it come from
 * @param restateMillis how far back a merge of ids restates sets of days; 0 for the late horizon
 */
public record MetricCase(
    String description,
    ZoneCalendar calendar,
    long lateHorizonMillis,
    Map<String, String> breakdowns,
    Function<MetricSetup, UserMetric<?>> metric,
    List<CellTable> tables,
    NaiveOracle oracle,
    RandomHistories histories,
    long restateMillis) {

  /** A definition that a merge restates within the late horizon. */
  public MetricCase(
      String description,
      ZoneCalendar calendar,
      long lateHorizonMillis,
      Map<String, String> breakdowns,
      Function<MetricSetup, UserMetric<?>> metric,
      List<CellTable> tables,
      NaiveOracle oracle,
      RandomHistories histories) {
    this(
        description, calendar, lateHorizonMillis, breakdowns, metric, tables, oracle, histories, 0);
  }

  /** The same where merges restate sets of days and periods further back. */
  public MetricCase restating(long millis) {
    return new MetricCase(
        description,
        calendar,
        lateHorizonMillis,
        breakdowns,
        metric,
        tables,
        oracle,
        histories,
        millis);
  }

  /** The same in a deployment that merges ids, however far back merges restate. */
  public MetricCase merging(RandomGenerator random) {
    long[] horizons = {1, lateHorizonMillis, Duration.ofDays(31).toMillis()};
    return restating(horizons[random.nextInt(horizons.length)]);
  }

  /** How far behind the watermark a merge finds all that was counted. */
  long restateHorizonMillis() {
    return Math.max(lateHorizonMillis, restateMillis);
  }

  /** What the metric is made with. */
  MetricSetup setup(io.engagement.core.event.EventSchema.Builder schema) {
    Map<String, Breakdown> dimensions = new java.util.TreeMap<>();
    breakdowns.forEach(
        (name, path) -> dimensions.put(name, Breakdown.of(name, path, schema.field(path))));
    return new MetricSetup(schema, calendar, dimensions, lateHorizonMillis)
        .restating(restateMillis);
  }
}
