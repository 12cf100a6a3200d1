package io.engagement.flink.sink.postgres;

import static io.engagement.flink.sink.postgres.SinkRun.deleted;
import static io.engagement.flink.sink.postgres.SinkRun.left;
import static io.engagement.flink.sink.postgres.SinkRun.right;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** When a row changed last, and what is noted of rows that leave. */
class ChangedAtITCase {
  private static final String TIMES =
      "SELECT DISTINCT changed_at FROM (SELECT name, changed_at FROM left_numbers UNION ALL"
          + " SELECT name, changed_at FROM right_numbers) AS rows WHERE name = '%s'";

  private TestDatabase database;

  private String changedAt(String name) throws Exception {
    return database.one(TIMES.formatted(name));
  }

  @Test
  void allRowsOfACommitChangeAtOneTimeAndUnchangedOnesKeepTheirs() throws Exception {
    database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      run.put(left("a", 1), right("a", 1), left("b", 1)).checkpoint(1);
      String first = changedAt("a");
      assertThat(first).doesNotContain("\n").isEqualTo(changedAt("b"));
      run.put(left("a", 2), right("a", 2), left("b", 1)).checkpoint(2);
      assertThat(changedAt("b")).isEqualTo(first);
      assertThat(changedAt("a")).doesNotContain("\n").isGreaterThan(first);
      assertThat(
              database.one(
                  "SELECT bool_and(changed_at <= committed_at) FROM left_numbers, sink_ledger"))
          .isEqualTo("t");
    }
  }

  @Test
  void aClockThatIsPutBackTakesNoChangeBeforeAnEarlierOne() throws Exception {
    database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      run.put(left("a", 1)).checkpoint(1);
      database.execute("UPDATE sink_ledger SET committed_at = now() + interval '1 hour'");
      run.put(left("b", 1)).checkpoint(2);
      run.put(left("c", 1)).checkpoint(3);
      run.put(deleted(left("a", 1))).checkpoint(4);
    }
    assertThat(
            database.one(
                "SELECT b.changed_at > now() + interval '59 minutes' AND c.changed_at > b.changed_at"
                    + " AND deleted_at > c.changed_at AND committed_at >= deleted_at"
                    + " FROM left_numbers AS b, left_numbers AS c, tombstones, sink_ledger"
                    + " WHERE b.name = 'b' AND c.name = 'c'"))
        .isEqualTo("t");
  }

  @Test
  void whatIsWrittenAgainAfterGoingBackHasNotChanged() throws Exception {
    database = SinkRun.database();
    OperatorSubtaskState first;
    try (SinkRun run = SinkRun.fresh(database.options())) {
      first = run.put(left("same", 1), left("other", 1)).checkpoint(1);
      run.put(left("abandoned", 1), left("again", 1), left("other", 2)).checkpoint(2);
    }
    String same = changedAt("same");
    String again = changedAt("again");
    PostgresSinkOptions republish =
        database.options().starting(new StartOptions(StartMode.REPUBLISH, "start"));
    try (SinkRun run = SinkRun.restored(republish, 1, first)) {
      run.put(left("same", 1), left("again", 1), left("other", 1)).checkpoint(2);
    }
    assertThat(database.query("SELECT name, number FROM left_numbers ORDER BY 1"))
        .containsExactly("again|1", "other|1", "same|1");
    assertThat(changedAt("same")).isEqualTo(same);
    assertThat(changedAt("again")).isEqualTo(again);
    assertThat(changedAt("other")).isGreaterThan(again);
    assertThat(
            database.query(
                "SELECT table_name, key, ckpt, deleted_at > '%s' FROM tombstones".formatted(again)))
        .containsExactly("left_numbers|{\"name\": \"abandoned\"}|2|t");
  }

  @Test
  void rowsThatWereThereLeaveATombstoneAndOthersDoNot() throws Exception {
    database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      run.put(left("a", 1), right("a", 1)).checkpoint(1);
      run.put(deleted(left("a", 1)), deleted(left("never", 1))).checkpoint(2);
      assertThat(database.query("SELECT table_name, key, ckpt FROM tombstones"))
          .containsExactly("left_numbers|{\"name\": \"a\"}|2");
      assertThat(database.one("SELECT counts->'left_numbers'->'deleted' FROM sink_ledger"))
          .isEqualTo("1");
    }
  }

  @Test
  void aTakeoverEmptiesTablesWithOneTombstoneEach() throws Exception {
    database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      run.put(left("a", 1), left("b", 1)).checkpoint(1);
    }
    try (SinkRun run =
        SinkRun.fresh(database.options().starting(new StartOptions(StartMode.TAKEOVER, "start")))) {
      run.put(left("a", 1)).checkpoint(1);
    }
    assertThat(
            database.query(
                "SELECT table_name, key, deleted_at = changed_at FROM tombstones, left_numbers"))
        .containsExactly("left_numbers|{}|t");
  }

  @Test
  void anUpgradeRewritesNoTableAndWhatIsThereChangedWithTheLastCommit() throws Exception {
    database = TestDatabase.empty();
    Flyway.configure()
        .configuration(
            PostgresTables.flyway(database.options(), database.schema()).getConfiguration())
        .target("25")
        .load()
        .migrate();
    for (TableSpec table : MetricCatalog.tables()) {
      database.execute(
          "ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS changed_at".formatted(table.name()));
    }
    database.execute(
        "INSERT INTO active_users VALUES ('active', 'day', '2024-01-01', '', '', 6, true)");
    database.execute(
        "INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, committed_at)"
            + " VALUES ('shop', gen_random_uuid(), 1, 1, 1, 'LIVE', 'job', '2024-01-02 03:04:05.678901Z')");
    String files =
        "SELECT relname, relfilenode FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            + " AND relkind = 'r' AND relname IN (%s) ORDER BY 1"
                .formatted(
                    MetricCatalog.tables().stream()
                        .map(table -> SqlText.literal(table.name()))
                        .collect(Collectors.joining(", ")));
    List<String> before = database.query(files);
    assertThat(PostgresTables.migrate(database.options(), database.schema())).isPositive();
    assertThat(database.query(files)).containsAll(before);
    database.execute(
        "INSERT INTO active_users VALUES ('active', 'day', '2024-01-02', '', '', 6, true)");
    assertThat(
            database.query(
                "SELECT bucket::date, changed_at = '2024-01-02 03:04:05.678901Z',"
                    + " changed_at > now() - interval '1 minute' FROM active_users ORDER BY 1"))
        .containsExactly("2024-01-01|t|f", "2024-01-02|f|t");
  }
}
