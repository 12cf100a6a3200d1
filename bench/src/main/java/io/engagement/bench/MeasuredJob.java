package io.engagement.bench;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.config.SinksConfig;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.kafka.KafkaTopics;
import io.engagement.flink.sink.postgres.PostgresSink;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job from topics to the configured sinks, once from beginning to end.
 *
 * @param budget heap for the histories of a subtask
 * @param settings Flink's, over those of the folder {@code conf}
 */
public record MeasuredJob(int slots, HistoryCacheBudget budget, Map<String, String> settings) {

  /**
   * Runs the job.
   *
   * @param text publishes to where nobody has published to: a job without state takes over nobody's
   */
  public ProcessCost.Figures run(ConfigText text, ProcessCost cost) throws Exception {
    EngagementConfig config = EngagementConfigReader.read(text).config();
    List<EngagementTopology.RowsTo> sinks = preparedSinks(config);
    try (MeasuredCluster cluster = MeasuredCluster.start(slots, settings)) {
      StreamExecutionEnvironment env = cluster.environment();
      ConfiguredMetrics metrics = new ConfiguredMetrics(text);
      EngagementTopology.define(
          records(env, config, metrics), config.source().kafka().topics(), metrics, budget, sinks);
      return cluster.run(env, cost);
    }
  }

  /** All records that are there, as they leave the job's source. */
  public static SingleOutputStreamOperator<SourceRecord> records(
      StreamExecutionEnvironment env, EngagementConfig config, ConfiguredMetrics metrics) {
    Duration outOfOrderness = Duration.ofMillis(config.time().outOfOrdernessMillis());
    return env.fromSource(
            KafkaEvents.source(
                    config.source().kafka().brokers(),
                    config.source().kafka().topics(),
                    config.deployment(),
                    new StartPosition(StartPosition.Mode.EARLIEST, 0),
                    ClientProperties.NONE,
                    metrics,
                    LostRecords.FAIL)
                .until(OffsetsInitializer.latest()),
            KafkaEvents.watermarks(outOfOrderness, Duration.ofSeconds(30)),
            "Read events")
        .uid(StateCatalog.SOURCE);
  }

  private static List<EngagementTopology.RowsTo> preparedSinks(EngagementConfig config)
      throws Exception {
    List<EngagementTopology.RowsTo> sinks = new ArrayList<>();
    SinksConfig.KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      KafkaSinkOptions options = KafkaSinkOptions.of(config.deployment(), kafka);
      KafkaTopics.prepare(options, MetricCatalog.tables());
      sinks.add(
          (rows, departures, progress) ->
              EngagementKafkaSink.attach(
                  rows, departures, MetricCatalog::tables, options, StartOptions.CONTINUE));
    }
    SinksConfig.PostgresSink postgres = config.sinks().postgres();
    if (postgres != null) {
      PostgresSinkOptions options =
          PostgresSinkOptions.of(config.deployment(), postgres, StartOptions.CONTINUE);
      PostgresTables.prepare(options, MetricCatalog.tables());
      sinks.add(
          (rows, departures, progress) ->
              PostgresSink.attach(
                  rows.union(departures), progress, MetricCatalog::tables, options));
    }
    return sinks;
  }
}
