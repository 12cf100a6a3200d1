package io.engagement.jobs.bounded;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.EngagementConfig;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.files.TableFilesSink;
import io.engagement.flink.source.ControlRecord;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.files.SegmentFileSource;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.ControlInput;
import io.engagement.jobs.topology.EngagementTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the topology over files to their end, in a cluster inside of this process. The output
 * depends on the files, their order and the configuration alone: neither on the parallelism nor on
 * timing, but for what stitched ids leave to arrival (docs/identity.md).
 */
public final class BoundedRun {
  /** What stands for a topic where files are read. */
  private static final List<String> TOPICS = List.of("files");

  /** What stands for the control topic; its partitions are files, its offsets lines. */
  private static final String CONTROL = "control";

  private final EngagementConfig config;
  private final ConfiguredMetrics metrics;
  private final List<String> files;
  private final List<String> requests;
  private final Path output;

  /**
   * @param config what {@code metrics} reads
   * @param files in the order of arrival
   * @param output gets one file per table
   */
  public BoundedRun(
      EngagementConfig config, ConfiguredMetrics metrics, List<String> files, Path output) {
    this(config, metrics, files, List.of(), output);
  }

  /**
   * A run that deletes users.
   *
   * @param config what {@code metrics} reads
   * @param files in the order of arrival
   * @param requests files of requests to delete somebody, one a line; all are known before the
   *     first event
   * @param output gets one file per table
   */
  public BoundedRun(
      EngagementConfig config,
      ConfiguredMetrics metrics,
      List<String> files,
      List<String> requests,
      Path output) {
    this.config = config;
    this.requests = List.copyOf(requests);
    this.metrics = metrics;
    this.files = List.copyOf(files);
    this.output = output;
  }

  /**
   * Runs to the end. There are no checkpoints and no restarts: what fails, fails at once and is
   * done again from the start.
   *
   * @param settings of the cluster; changed to that
   * @throws LocalFlink.JobFailure when the job failed
   */
  public RunSummary run(Configuration settings, int parallelism, JobProgress.Listener listener)
      throws Exception {
    settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    JobProgress.prepare(settings);
    try (LocalFlink flink = LocalFlink.start(settings, parallelism, 0)) {
      StreamExecutionEnvironment env = flink.environment("engagement " + config.deployment());
      define(env);
      long began = System.nanoTime();
      LocalFlink.RunningJob job = flink.submit(env);
      JobProgress progress = JobProgress.watch(flink.webUi(), job.id(), listener);
      try {
        job.result().get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof LocalFlink.JobFailure failure ? failure : e;
      } finally {
        progress.close();
      }
      return RunSummary.of(output, MetricCatalog.tables(), System.nanoTime() - began);
    }
  }

  private void define(StreamExecutionEnvironment env) throws IOException {
    Duration outOfOrderness = Duration.ofMillis(config.time().outOfOrdernessMillis());
    SingleOutputStreamOperator<SourceRecord> records =
        env.fromSource(
                new SegmentFileSource(files, metrics),
                KafkaEvents.fileWatermarks(outOfOrderness),
                "Read event files")
            .uid(StateCatalog.SOURCE)
            .setParallelism(1);
    EngagementTopology.define(
        records,
        TOPICS,
        metrics,
        HistoryCacheBudget.share(),
        List.of(
            (rows, departures, progress) ->
                TableFilesSink.attach(rows, MetricCatalog::tables, output)),
        StartOptions.CONTINUE,
        requests.isEmpty() ? null : control(env));
  }

  /** Bytes as they are: whether they are a request is not decided here. */
  private ControlInput control(StreamExecutionEnvironment env) throws IOException {
    List<ControlRecord> records = new ArrayList<>();
    for (int file = 0; file < requests.size(); file++) {
      long line = 0;
      for (String request :
          Files.readAllLines(Path.of(requests.get(file)), StandardCharsets.ISO_8859_1)) {
        line++;
        if (!request.isBlank()) {
          records.add(
              new ControlRecord(file, line, -1, request.getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
    }
    return ControlInput.ofRequests(env, records, CONTROL, config.deletion());
  }
}
