package io.engagement.flink.sink.postgres;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.DeletionRules;
import io.engagement.flink.operator.OneTaskPipeline;
import io.engagement.flink.operator.OneTaskPipeline.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;

/** One run of a deployment: the operators between source and sink, and the sink. */
final class Deployment implements AutoCloseable {
  private static final AtomicInteger STARTS = new AtomicInteger();

  final OneTaskPipeline operators;
  private final SinkRun sink;

  /** What a later run goes on from. */
  record Savepoint(long checkpoint, OneTaskPipeline.State operators, OperatorSubtaskState sink) {}

  Deployment(TestDatabase database, ConfigText config, @Nullable Savepoint from, StartMode mode)
      throws Exception {
    this(database, config, from, mode, Map.of());
  }

  /**
   * @param words what becomes of the rows of definitions that were removed or changed, by id
   */
  Deployment(
      TestDatabase database,
      ConfigText config,
      @Nullable Savepoint from,
      StartMode mode,
      Map<String, OnChange> words)
      throws Exception {
    StartOptions start = new StartOptions(mode, "start " + STARTS.incrementAndGet());
    MetricsFactory metrics = metrics(config, words);
    operators =
        new OneTaskPipeline(
            metrics,
            from == null ? null : from.operators(),
            start,
            null,
            metrics.create().isStitched()
                ? new DeletionRules(true, Duration.ofDays(90), List.of())
                : null);
    sink =
        SinkRun.of(
            database.options().starting(start),
            MetricCatalog::tables,
            from == null ? 0 : from.checkpoint(),
            from == null ? null : from.sink());
  }

  private static MetricsFactory metrics(ConfigText config, Map<String, OnChange> words) {
    return new MetricsFactory() {
      private static final long serialVersionUID = 1L;

      @Override
      public Metrics create() {
        return Metrics.of(EngagementConfigReader.read(config).config());
      }

      @Override
      public Map<String, OnChange> onChange() {
        return words;
      }
    };
  }

  /** The watermark reaches every operator. */
  void watermark(Instant at) throws Exception {
    operators.watermark(at.toEpochMilli());
    sink.watermark(at.toEpochMilli());
  }

  Savepoint snapshot(long id) throws Exception {
    Published published = operators.barrier(id);
    sink.put(published.rows().toArray()).put(published.progress().toArray());
    return new Savepoint(id, operators.snapshot(id), sink.snapshot(id));
  }

  /** A checkpoint that completes. */
  Savepoint checkpoint(long id) throws Exception {
    Savepoint savepoint = snapshot(id);
    sink.complete(id);
    return savepoint;
  }

  /** All rows of all tables. */
  static Map<String, List<String>> tables(TestDatabase database) throws Exception {
    Map<String, List<String>> tables = new TreeMap<>();
    for (TableSpec table : MetricCatalog.tables()) {
      List<String> columns = new ArrayList<>();
      table.columns().forEach(column -> columns.add('"' + column.name() + '"'));
      String list = String.join(", ", columns);
      tables.put(
          table.name(),
          database.query("SELECT %s FROM %s ORDER BY %1$s".formatted(list, table.name())));
    }
    return tables;
  }

  @Override
  public void close() throws Exception {
    sink.close();
    operators.close();
  }
}
