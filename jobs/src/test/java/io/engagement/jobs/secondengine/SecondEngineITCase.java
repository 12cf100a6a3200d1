package io.engagement.jobs.secondengine;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  private final StepClock clock = new StepClock();

  @TempDir Path folder;

  @Test
  void everyRowIsWhatSqlSays() throws Exception {
    System.out.println(
        INPUT.isEmpty() ? EVENTS + " events generated with seed " + SEED : "events of " + INPUT);
    List<Path> input = INPUT.isEmpty() ? generate() : paths(INPUT);
    clock.done("input");
    Publication published = Publication.of(input, folder);
    clock.done("Flink");
    PublishedRows expected;
    Map<String, Long> accounting;
    try (SqlAnswers answers =
        SqlAnswers.to(input, SqlScripts.asWritten(), folder.resolve("spill"), clock::done)) {
      accounting = answers.accounting();
      expected = answers.rows(Publication.TABLES);
    }
    clock.done("rows read back");
    List<String> differences = published.rows().differencesFrom(expected);
    clock.done("comparison");
    for (TableSpec table : Publication.TABLES) {
      System.out.printf("  %-16s %d%n", table.name(), expected.table(table.name()).size());
    }
    System.out.printf(
        "  %s; %d rows compared, %d differ%n", accounting, expected.size(), differences.size());

    assertThat(published.summary().records())
        .containsAllEntriesOf(accounting)
        .containsEntry("rejected", 0L);
    assertThat(differences).isEmpty();
    if (INPUT.isEmpty()) {
      for (TableSpec table : Publication.TABLES) {
        assertThat(expected.table(table.name())).as(table.name()).hasSizeGreaterThan(50);
      }
      assertThat(accounting.get("late")).isPositive();
      assertThat(accounting.get("duplicate")).isPositive();
    }
  }

  /**
   * The edges, then five weeks in which the clocks change, with repeats, delays of hours, and late
   * events.
   */
  private List<Path> generate() throws IOException {
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
    return List.of(EdgeRecords.writeTo(folder.resolve("edges.jsonl")), file);
  }

  private static List<Path> paths(String list) {
    return Stream.of(list.split(",")).map(Path::of).toList();
  }
}
