package io.engagement.bench;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.kafka.KafkaTopics;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job from a topic to topics, once from beginning to end.
 *
 * @param events records in the topic
 * @param cache heap for the histories of a subtask
 * @param settings Flink's, over those of the folder {@code conf}
 */
record MeasuredJob(
    String topic, long events, int slots, MemorySize cache, Map<String, String> settings) {

  /**
   * Runs the job, and begins the phase that its cost is counted in.
   *
   * @param text publishes to topics that nobody has published to: a job without state takes over
   *     nobody's
   * @return events per second
   */
  double run(ConfigText text, ProcessCost cost) throws Exception {
    EngagementConfig config = EngagementConfigReader.read(text).config();
    String brokers = config.source().kafka().brokers();
    KafkaSinkOptions sink =
        KafkaSinkOptions.of("benchmark", Objects.requireNonNull(config.sinks().kafka()));
    KafkaTopics.prepare(sink, MetricCatalog.tables());
    Path folder = Files.createTempDirectory("engagement-bench");
    Configuration flinks =
        FlinkSettings.loadLocal(Path.of("conf"), settings, folder.resolve("checkpoints"));
    flinks.setString("taskmanager.memory.managed.size", "1g");
    flinks.setString("io.tmp.dirs", folder.toString());
    try (LocalFlink flink = LocalFlink.start(flinks, slots, 0)) {
      StreamExecutionEnvironment env = flink.environment("benchmark");
      ConfiguredMetrics metrics = new ConfiguredMetrics(text);
      Duration outOfOrderness = Duration.ofMillis(config.time().outOfOrdernessMillis());
      SingleOutputStreamOperator<SourceRecord> records =
          env.fromSource(
                  KafkaEvents.source(
                          brokers,
                          List.of(topic),
                          "benchmark",
                          new StartPosition(StartPosition.Mode.EARLIEST, 0),
                          ClientProperties.NONE,
                          metrics,
                          LostRecords.FAIL)
                      .until(OffsetsInitializer.latest()),
                  KafkaEvents.watermarks(outOfOrderness, Duration.ofSeconds(30)),
                  "Read events")
              .uid(StateCatalog.SOURCE);
      EngagementTopology.define(
          records,
          List.of(topic),
          metrics,
          HistoryCacheBudget.fixed(cache),
          List.of(
              (rows, departures, progress) ->
                  EngagementKafkaSink.attach(
                      rows, departures, MetricCatalog::tables, sink, StartOptions.CONTINUE)));
      cost.begin();
      LocalFlink.RunningJob job = flink.submit(env);
      long began = System.nanoTime();
      job.result().get();
      return events / ((System.nanoTime() - began) / 1e9);
    } finally {
      FolderRemoval.remove(folder);
    }
  }
}
