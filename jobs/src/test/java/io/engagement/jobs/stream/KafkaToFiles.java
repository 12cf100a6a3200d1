package io.engagement.jobs.stream;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ClientProperties;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.files.TableFilesSink;
import io.engagement.flink.source.EngagementKafkaSource;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology from one topic into files: a job without servers to publish to. */
final class KafkaToFiles {
  /** The name of the source. */
  static final String SOURCE = "Read events";

  private KafkaToFiles() {}

  /** Reads all of the topic. */
  static EngagementKafkaSource source(String brokers, String topic, ConfiguredMetrics metrics) {
    return KafkaEvents.source(
        brokers,
        List.of(topic),
        "kafka-to-files",
        new StartPosition(StartPosition.Mode.EARLIEST, 0),
        ClientProperties.NONE,
        metrics,
        LostRecords.FAIL);
  }

  /**
   * Adds all operators to the environment.
   *
   * @param source of the one topic
   * @param tables the folder for files
   */
  static void define(
      StreamExecutionEnvironment env,
      EngagementKafkaSource source,
      String topic,
      ConfiguredMetrics metrics,
      Path tables) {
    EngagementTopology.define(
        env.fromSource(
                source,
                KafkaEvents.watermarks(Duration.ofSeconds(10), Duration.ofSeconds(5)),
                SOURCE)
            .uid(StateCatalog.SOURCE),
        List.of(topic),
        metrics,
        HistoryCacheBudget.fixed(MemorySize.ofMebiBytes(16)),
        List.of(
            (rows, departures, progress) ->
                TableFilesSink.attach(rows, MetricCatalog::tables, tables)));
  }
}
