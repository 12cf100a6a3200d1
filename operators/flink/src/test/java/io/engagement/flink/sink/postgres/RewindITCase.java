package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline;
import io.engagement.flink.operator.OneTaskPipeline.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A start from an older savepoint reads the input again along another schedule of checkpoints. What
 * only the abandoned run published must not stay.
 */
class RewindITCase {
  private static final AtomicInteger STARTS = new AtomicInteger();
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          time: {out-of-orderness: 3h, late-horizon: 3d}
          breakdowns: {platform: context.device.type}
          metrics:
            active-users: [{id: active, events: any, periods: [day]}]
            sessions: [{id: web, gap: 30m, breakdowns: [platform]}]
            content: [{id: top, events: {type: page}, item: properties.path, top: 3}]
            carts: [{id: carts}]
            score: [{id: score, weights: {Product Added: 3}}]
          """);

  private static String page(String user, String time, String path) {
    return """
        {"type":"page","name":"Page","userId":"%s","messageId":"%s%s","timestamp":"2024-03-01T%s:00Z",\
        "properties":{"path":"%s"},"context":{"device":{"type":"ios"}}}"""
        .formatted(user, user, time, time, path);
  }

  private static String added(String user, String time, String product) {
    return """
        {"type":"track","event":"Product Added","userId":"%s","messageId":"%s%s","timestamp":"2024-03-01T%s:00Z",\
        "properties":{"product_id":"%s","price":10}}"""
        .formatted(user, user, time, time, product);
  }

  /** One run: the operators and the sink. */
  private static final class Run implements AutoCloseable {
    private final OneTaskPipeline operators;
    private final SinkRun sink;

    Run(TestDatabase database, @Nullable Savepoint from, StartMode mode) throws Exception {
      StartOptions start = new StartOptions(mode, "start " + STARTS.incrementAndGet());
      operators = new OneTaskPipeline(CONFIG, from == null ? null : from.operators(), start);
      sink =
          SinkRun.of(
              database.options().starting(start),
              MetricCatalog::tables,
              from == null ? 0 : from.checkpoint(),
              from == null ? null : from.sink());
    }

    Savepoint snapshot(long id) throws Exception {
      Published published = operators.barrier(id);
      sink.put(published.rows().toArray()).put(published.progress().toArray());
      return new Savepoint(id, operators.snapshot(id), sink.snapshot(id));
    }

    Savepoint checkpoint(long id) throws Exception {
      Savepoint savepoint = snapshot(id);
      sink.complete(id);
      return savepoint;
    }

    @Override
    public void close() throws Exception {
      sink.close();
      operators.close();
    }
  }

  private record Savepoint(
      long checkpoint, OneTaskPipeline.State operators, OperatorSubtaskState sink) {}

  /** All rows of all tables. */
  private static Map<String, List<String>> tables(TestDatabase database) throws Exception {
    Map<String, List<String>> tables = new TreeMap<>();
    for (TableSpec table : MetricCatalog.tables()) {
      List<String> columns = new ArrayList<>();
      table.keyColumns().forEach(column -> columns.add('"' + column.name() + '"'));
      table.valueColumns().forEach(column -> columns.add('"' + column.name() + '"'));
      String list = String.join(", ", columns);
      tables.put(
          table.name(),
          database.query("SELECT %s FROM %s ORDER BY %1$s".formatted(list, table.name())));
    }
    return tables;
  }

  private static final String[] FIRST = {
    page("ada", "10:00", "/a"), page("bob", "10:00", "/a"), added("ada", "10:05", "p1")
  };
  private static final String[] SECOND = {
    page("ada", "10:50", "/b"), page("eve", "10:50", "/c"), "no event", added("bob", "11:45", "p2")
  };
  private static final String[] THIRD = {
    page("ada", "10:25", "/b"), added("bob", "11:40", "p2"), page("eve", "10:45", "/c")
  };

  private static Map<String, List<String>> withoutRewind() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (Run run = new Run(database, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      run.operators.read(SECOND);
      run.operators.read(THIRD);
      run.checkpoint(1);
    }
    return tables(database);
  }

  @Test
  void rowsThatOnlyTheAbandonedRunPublishedAreGoneWhenTheTablesAreLive() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint first;
    try (Run run = new Run(database, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      first = run.checkpoint(1);
      run.operators.read(SECOND);
      run.checkpoint(2);
    }
    try (Run run = new Run(database, first, StartMode.REPUBLISH)) {
      run.operators.read(SECOND);
      run.operators.read(THIRD);
      run.checkpoint(2);
      assertThat(database.one("SELECT status FROM sink_ledger")).isEqualTo("LIVE");
    }
    assertThat(tables(database)).isEqualTo(withoutRewind());
  }

  @Test
  void aRestartBeforeAllRowsAreCommittedPublishesThemAllTheSame() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint first;
    try (Run run = new Run(database, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      first = run.checkpoint(1);
      run.operators.read(SECOND);
      run.checkpoint(2);
    }
    Savepoint uncommitted;
    try (Run run = new Run(database, first, StartMode.REPUBLISH)) {
      run.operators.read(SECOND);
      uncommitted = run.snapshot(2);
    }
    assertThat(database.one("SELECT status, republish_due FROM sink_ledger"))
        .isEqualTo("CATCHING_UP|REWOUND");
    assertThatThrownBy(() -> new Run(database, first, StartMode.CONTINUE))
        .as("from before all rows were sent")
        .hasStackTraceContaining("Start once more with --republish");
    try (Run run = new Run(database, uncommitted, StartMode.CONTINUE)) {
      run.operators.read(THIRD);
      run.checkpoint(3);
      assertThat(database.one("SELECT status, republish_due FROM sink_ledger"))
          .isEqualTo("LIVE|NONE");
    }
    assertThat(tables(database)).isEqualTo(withoutRewind());
  }

  @Test
  void aStateIsPublishedOverADatabaseThatHasLostCommits() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint third;
    try (Run run = new Run(database, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      run.checkpoint(1);
      backUp(database);
      run.operators.read(SECOND);
      run.checkpoint(2);
      run.operators.read(THIRD);
      third = run.checkpoint(3);
    }
    restoreBackup(database);
    assertThatThrownBy(() -> new Run(database, third, StartMode.CONTINUE))
        .hasStackTraceContaining("REGRESSED")
        .hasStackTraceContaining("--republish");
    assertThat(database.one("SELECT status FROM sink_ledger")).isEqualTo("REGRESSED");
    try (Run run = new Run(database, third, StartMode.REPUBLISH)) {
      run.checkpoint(4);
      assertThat(database.one("SELECT status, highest_commit FROM sink_ledger"))
          .as("the numbers of lost commits are not used again")
          .isEqualTo("LIVE|4");
    }
    assertThat(withoutLogs(tables(database))).isEqualTo(withoutLogs(withoutRewind()));
  }

  /** Refused records and late events are in no state. */
  private static Map<String, List<String>> withoutLogs(Map<String, List<String>> tables) {
    tables.keySet().removeAll(List.of("rejected", "late"));
    return tables;
  }

  private static void backUp(TestDatabase database) throws Exception {
    database.execute("CREATE SCHEMA %s_backup".formatted(database.schema()));
    for (String table : changing(database)) {
      database.execute(
          "CREATE TABLE %s_backup.%s AS SELECT * FROM %2$s".formatted(database.schema(), table));
    }
  }

  private static void restoreBackup(TestDatabase database) throws Exception {
    for (String table : changing(database)) {
      database.execute("DELETE FROM " + table);
      database.execute(
          "INSERT INTO %2$s SELECT * FROM %1$s_backup.%2$s".formatted(database.schema(), table));
    }
  }

  private static List<String> changing(TestDatabase database) throws Exception {
    List<String> tables = new ArrayList<>(List.of("sink_ledger"));
    MetricCatalog.tables().forEach(table -> tables.add(table.name()));
    return tables;
  }
}
