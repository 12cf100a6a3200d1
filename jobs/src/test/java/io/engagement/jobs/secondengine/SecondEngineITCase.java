package io.engagement.jobs.secondengine;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.metric.TableSpec;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.bounded.RunSummary;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.generate.FileRecordSink;
import io.engagement.jobs.generate.Traffic;
import io.engagement.jobs.generate.TrafficGenerator;
import io.engagement.jobs.oracle.PublishedRowReader;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bounded run of the whole topology publishes, row by row, what a database computes from the same
 * records in SQL.
 *
 * <p>{@code -Dsecondengine.events=N} generates more records, {@code -Dsecondengine.input=A,B} takes
 * files (in the order of arrival, without records that are no events).
 */
class SecondEngineITCase {
  private static final long SEED = Long.getLong("secondengine.seed", 1912);
  private static final long EVENTS = Long.getLong("secondengine.events", 20_000);
  private static final String INPUT = System.getProperty("secondengine.input", "");

  private static final Set<String> TABLES =
      Set.of(
          "active_users",
          "lifecycle",
          "stickiness",
          "retention",
          "funnels",
          "content",
          "recommendations");

  @TempDir Path folder;

  @Test
  void everyRowIsWhatSqlSays() throws Exception {
    List<Path> input = INPUT.isEmpty() ? List.of(generate()) : paths(INPUT);
    List<TableSpec> tables =
        MetricCatalog.tables().stream().filter(table -> TABLES.contains(table.name())).toList();
    assertThat(tables).hasSameSizeAs(TABLES);

    long began = System.nanoTime();
    RunSummary summary = run(input);
    long ran = System.nanoTime();
    PublishedRows published = new PublishedRows();
    for (TableSpec table : tables) {
      Path file = folder.resolve("out").resolve(table.name() + ".jsonl");
      PublishedRowReader.addFile(published, table, file);
    }
    PublishedRows expected;
    Map<String, Long> accounting;
    long asked = System.nanoTime();
    try (SqlAnswers answers = SqlAnswers.to(input, folder.resolve("spill"))) {
      accounting = answers.accounting();
      expected = answers.rows(tables);
    }
    long answered = System.nanoTime();

    List<String> differences = published.differencesFrom(expected);
    System.out.printf(
        "%s: %s; Flink %.1f s, SQL %.1f s; %d rows compared, %d differ%n",
        INPUT.isEmpty() ? "generated with seed " + SEED : INPUT,
        accounting,
        (ran - began) / 1e9,
        (answered - asked) / 1e9,
        expected.size(),
        differences.size());
    for (TableSpec table : tables) {
      System.out.printf("  %-16s %d%n", table.name(), expected.table(table.name()).size());
    }
    assertThat(summary.records()).containsAllEntriesOf(accounting).containsEntry("rejected", 0L);
    assertThat(differences).isEmpty();
    if (INPUT.isEmpty()) {
      for (TableSpec table : tables) {
        assertThat(expected.table(table.name())).as(table.name()).hasSizeGreaterThan(50);
      }
      assertThat(accounting.get("late")).isPositive();
      assertThat(accounting.get("duplicate")).isPositive();
    }
  }

  /** Five weeks in which the clocks change, with repeats, delays of hours, and late events. */
  private Path generate() throws IOException {
    Path file = folder.resolve("events.jsonl");
    long start = Instant.parse("2026-02-20T00:00:00Z").toEpochMilli();
    Traffic.Defects defects =
        new Traffic.Defects(
            0.1, Duration.ofHours(60).toMillis(), 0.002, Duration.ofDays(3).toMillis(), 0.02, 0);
    Traffic traffic =
        Traffic.spread(
            (int) Math.max(EVENTS / 40, 10),
            EVENTS,
            start,
            Duration.ofDays(35).toMillis(),
            SEED,
            defects);
    try (FileRecordSink sink = FileRecordSink.toFile(file)) {
      new TrafficGenerator(traffic, sink, done -> {}).run();
    }
    return file;
  }

  private static List<Path> paths(String list) {
    return Stream.of(list.split(",")).map(Path::of).toList();
  }

  private RunSummary run(List<Path> input) throws Exception {
    ConfigText text = new ConfigText("engagement.yaml", SqlAnswers.text("engagement.yaml"));
    EngagementConfig config = EngagementConfigReader.read(text).config();
    List<String> files = input.stream().map(Path::toString).toList();
    return new BoundedRun(config, new ConfiguredMetrics(text), files, folder.resolve("out"))
        .run(
            FlinkSettings.loadLocal(Path.of("..", "conf"), Map.of(), folder.resolve("checkpoints")),
            2,
            read -> {});
  }
}
