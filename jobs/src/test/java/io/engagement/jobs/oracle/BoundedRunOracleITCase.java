package io.engagement.jobs.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bounded run of the whole topology publishes exactly what the records say. */
class BoundedRunOracleITCase {
  private static final long SEED = Long.getLong("oracle.seed", 4711);
  private static final long RECORDS = Long.getLong("oracle.records", 20_000);

  @TempDir Path folder;

  @Test
  void everyRowOfEveryTableIsTheOracles() throws Exception {
    Path input = folder.resolve("events.jsonl");
    generate(input);
    BatchOracle oracle = ShopAnswers.oracle();
    long number = 0;
    for (String line : Files.readAllLines(input, StandardCharsets.ISO_8859_1)) {
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      oracle.take(InputRecord.ofFile(input.toString(), number + 1, number, bytes));
      number++;
    }

    PublishedRows published = run(input);

    PublishedRows expected = oracle.rows(Long.MAX_VALUE);
    System.out.printf(
        "seed %d: %d records, %d accepted, %d rows compared%n",
        SEED, number, oracle.accepted(), expected.size());
    assertThat(published.differencesFrom(expected)).as("seed %d", SEED).isEmpty();
    assertThat(expected.table("experiments")).hasSizeGreaterThan(5);
    assertThat(expected.table("experiment_days")).hasSizeGreaterThan(5);
    for (String table :
        List.of(
            "active_users",
            "sessions",
            "session_metrics",
            "experiment_assignments",
            "user_engagement",
            "funnels",
            "recommendations",
            "carts",
            "cart_metrics",
            "paths",
            "content",
            "trends",
            "rejected",
            "late")) {
      assertThat(expected.table(table)).as(table).hasSizeGreaterThan(10);
    }
  }

  private static void generate(Path file) throws IOException {
    long days = Duration.ofDays(9).toMillis();
    long start = Instant.parse("2026-03-24T00:00:00Z").toEpochMilli();
    Traffic.Defects defects =
        new Traffic.Defects(
            0.2,
            20 * 3_600_000L,
            0.01,
            ShopAnswers.LATE_HORIZON_MILLIS + 9 * 3_600_000L,
            0.03,
            0.02);
    Traffic traffic = Traffic.spread((int) (RECORDS / 25), RECORDS, start, days, SEED, defects);
    try (FileRecordSink sink = FileRecordSink.toFile(file)) {
      new TrafficGenerator(traffic, sink, done -> {}).run();
    }
  }

  private PublishedRows run(Path input) throws Exception {
    ConfigText text = new ConfigText("engagement.yaml", ShopAnswers.METRICS);
    EngagementConfig config = EngagementConfigReader.read(text).config();
    Path output = folder.resolve("out");
    new BoundedRun(config, new ConfiguredMetrics(text), List.of(input.toString()), output)
        .run(
            FlinkSettings.loadLocal(Path.of("..", "conf"), Map.of(), folder.resolve("checkpoints")),
            2,
            read -> {});
    PublishedRows rows = new PublishedRows();
    for (TableSpec table : MetricCatalog.tables()) {
      PublishedRowReader.addFile(rows, table, output.resolve(table.name() + ".jsonl"));
    }
    return rows;
  }
}
