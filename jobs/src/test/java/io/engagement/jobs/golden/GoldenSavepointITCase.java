package io.engagement.jobs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.files.TableFilesSink;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.files.SegmentFileSource;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle.Mode;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State that was written once is read for ever: a savepoint of every family, taken in the middle of
 * a file and kept beside it, goes on to the rows of a run that was never stopped.
 *
 * <p>{@code -Dgolden.write=true} takes the savepoint again. That is only right when a layout has a
 * new version: then the savepoint of the version before stays beside it, under another name.
 */
class GoldenSavepointITCase {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
  private static final Path SAVEPOINT = GOLDEN.resolve("savepoint.gz");

  /**
   * Of the release before sessions knew their orders, carts what was paid, experiments the day of
   * an exposure, and scores their logarithm.
   */
  private static final Path BEFORE_ORDERS = GOLDEN.resolve("savepoint-1.gz");

  /** Of before it was published who saw which variant of an experiment. */
  private static final Path BEFORE_ASSIGNMENTS = GOLDEN.resolve("savepoint-2.gz");

  /** Of before scores told of rows that wait for sessions to close. */
  private static final Path BEFORE_WAITING = GOLDEN.resolve("savepoint-3.gz");

  /**
   * Of when histories were written with empty sections, fixed widths and every text spelled out.
   */
  private static final Path BEFORE_SHORT_HISTORIES = GOLDEN.resolve("savepoint-4.gz");

  /** Of when sections of sessions named every observer that had nothing, and scores whole days. */
  private static final Path BEFORE_EPOCHS_OF_OBSERVERS = GOLDEN.resolve("savepoint-5.gz");

  /** What the first savepoint knows nothing of, or not of everybody. */
  private static final Map<String, String> COLUMNS_SINCE =
      Map.of(
          "sessions.jsonl", "orders|amount|currency",
          "session_metrics.jsonl", "converted|orders",
          "carts.jsonl", "order_id|gross|refunded|checkout_at",
          "experiment_days.jsonl", "users|converters|sum|sum_squares|excluded_users",
          "user_engagement.jsonl", "score_log");

  private static final String EVENTS = "src/test/resources/golden/events.jsonl.gz";
  private static final int RECORDS_BEFORE = 330;

  @TempDir private Path folder;

  @Test
  void goesOnToTheRowsOfARunThatWasNeverStopped() throws Exception {
    if (Boolean.getBoolean("golden.write")) {
      takeSavepoint();
    }
    goesOn(rows(whole()), rows(restored(SAVEPOINT)));
  }

  @Test
  void goesOnFromTheReleaseBeforeButForWhatThatDidNotKeep() throws Exception {
    goesOn(
        without(COLUMNS_SINCE, rows(whole())),
        without(COLUMNS_SINCE, rows(restored(BEFORE_ORDERS))));
  }

  @Test
  void goesOnFromBeforeAssignmentsWerePublished() throws Exception {
    goesOn(rows(whole()), rows(restored(BEFORE_ASSIGNMENTS)));
  }

  @Test
  void goesOnFromBeforeRowsThatWaitWereTold() throws Exception {
    goesOn(rows(whole()), rows(restored(BEFORE_WAITING)));
  }

  @Test
  void goesOnFromBeforeHistoriesWereShort() throws Exception {
    goesOn(rows(whole()), rows(restored(BEFORE_SHORT_HISTORIES)));
  }

  @Test
  void goesOnFromBeforeSectionsOfSessionsHadAnEpoch() throws Exception {
    goesOn(rows(whole()), rows(restored(BEFORE_EPOCHS_OF_OBSERVERS)));
  }

  private Path whole() throws Exception {
    Path whole = folder.resolve("whole");
    run(settings(), whole);
    return whole;
  }

  private Path restored(Path savepoint) throws Exception {
    Configuration restoring = settings();
    restoring.set(StateRecoveryOptions.SAVEPOINT_PATH, unpacked(savepoint).toUri().toString());
    Path restored = folder.resolve("restored");
    run(restoring, restored);
    return restored;
  }

  private static void goesOn(
      TreeMap<String, Set<String>> expected, TreeMap<String, Set<String>> actual) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    assertThat(expected)
        .allSatisfy(
            (table, rows) -> {
              if (!rows.isEmpty() && !table.matches("(rejected|late|input_warnings).jsonl")) {
                assertThat(actual.get(table)).as(table).isNotEmpty();
              }
              assertThat(rows).as(table).containsAll(actual.get(table));
            });
    assertThat(actual.get("input_accounting.jsonl"))
        .isEqualTo(expected.get("input_accounting.jsonl"));
  }

  /**
   * Subtasks of the source end at different times: of a bounded run, and by chance while a job is
   * being stopped. Flink then declines a savepoint with a union list in their vertex.
   */
  @Test
  void holdsNoUnionListWhereTheSourceIs() throws Exception {
    Map<String, List<Mode>> modes = new HashMap<>();
    String savepoint = unpacked(SAVEPOINT).resolve("_metadata").toString();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(Path.of(savepoint)))) {
      ClassLoader loader = getClass().getClassLoader();
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(in, loader, savepoint).getOperatorStates()) {
        modes.put(operator.getOperatorUid().orElseThrow(), modes(operator));
      }
    }
    assertThat(modes.get(StateCatalog.SOURCE)).containsOnly(Mode.SPLIT_DISTRIBUTE);
    assertThat(modes.get(StateCatalog.INTAKE)).containsOnly(Mode.BROADCAST);
    assertThat(modes.get(StateCatalog.TIMELINE)).contains(Mode.UNION);
  }

  /** How each of an operator's lists is given out again. */
  private static List<Mode> modes(OperatorState operator) {
    return operator.getStates().stream()
        .flatMap(subtask -> subtask.getManagedOperatorState().stream())
        .flatMap(handle -> handle.getStateNameToPartitionOffsets().values().stream())
        .map(OperatorStateHandle.StateMetaInfo::getDistributionMode)
        .toList();
  }

  /** The rows of every table; of a run that goes on, those that changed since. */
  private static TreeMap<String, Set<String>> rows(Path output) throws IOException {
    TreeMap<String, Set<String>> rows = new TreeMap<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.toList()) {
        rows.put(file.getFileName().toString(), new HashSet<>(Files.readAllLines(file)));
      }
    }
    return rows;
  }

  private static TreeMap<String, Set<String>> without(
      Map<String, String> columns, TreeMap<String, Set<String>> tables) {
    columns.forEach(
        (table, names) -> {
          Set<String> rows = new HashSet<>();
          tables
              .get(table)
              .forEach(
                  row -> rows.add(row.replaceAll(",\"(" + names + ")\":(\"[^\"]*\"|[^,}]*)", "")));
          tables.put(table, rows);
        });
    return tables;
  }

  private void run(Configuration settings, Path output) throws Exception {
    StreamExecutionEnvironment env = environment(settings);
    define(env, new SegmentFileSource(List.of(EVENTS), metrics()), output);
    env.execute();
  }

  private void takeSavepoint() throws Exception {
    StreamExecutionEnvironment env = environment(settings());
    Source<SourceRecord, ?, ?> source =
        new StoppingSource<>(new SegmentFileSource(List.of(EVENTS), metrics()), RECORDS_BEFORE);
    define(env, source, folder.resolve("unfinished"));
    JobClient job = env.executeAsync();
    StoppingSource.awaitStop();
    String taken =
        job.triggerSavepoint(
                folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    job.cancel().get();
    Path from = Path.of(java.net.URI.create(taken));
    try (Stream<Path> files = Files.list(from)) {
      assertThat(files).as("all state lies in one file").hasSize(1);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(SAVEPOINT))) {
      Files.copy(from.resolve("_metadata"), out);
    }
  }

  private Path unpacked(Path golden) throws IOException {
    Path savepoint = Files.createDirectories(folder.resolve("golden"));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(golden))) {
      Files.copy(in, savepoint.resolve("_metadata"));
    }
    return savepoint;
  }

  private static Configuration settings() {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    settings.addAll(FlinkSettings.ofJob(settings));
    return settings;
  }

  private static StreamExecutionEnvironment environment(Configuration settings) {
    return StreamExecutionEnvironment.createLocalEnvironment(1, settings);
  }

  private static void define(
      StreamExecutionEnvironment env, Source<SourceRecord, ?, ?> source, Path output) {
    SingleOutputStreamOperator<SourceRecord> records =
        env.fromSource(source, KafkaEvents.fileWatermarks(Duration.ofSeconds(10)), "Read events")
            .uid(StateCatalog.SOURCE)
            .setParallelism(1);
    EngagementTopology.define(
        records,
        List.of("files"),
        metrics(),
        HistoryCacheBudget.fixed(MemorySize.ofMebiBytes(16)),
        List.of(
            (rows, departures, progress) ->
                TableFilesSink.attach(rows, MetricCatalog::tables, output)));
  }

  private static ConfiguredMetrics metrics() {
    try {
      return new ConfiguredMetrics(ConfigText.of(GOLDEN.resolve("engagement.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
