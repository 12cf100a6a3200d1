package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Commits of more rows than are sent to the database at a time. */
class LargeCommitITCase {
  private static final int ROWS = 20_000;

  @Test
  void allRowsOfACheckpointAreWrittenAndThoseThatDidNotChangeAreNot() throws Exception {
    TestDatabase database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      commit(run, 1, 1);
      commit(run, 2, 2);
      commit(run, 3, 2);
      commit(run, 4, 3);
    }
    assertThat(database.one("SELECT count(*), min(number), max(number) FROM left_numbers"))
        .isEqualTo(ROWS + "|3|3");
    assertThat(
            database.query(
                "SELECT counts->'left_numbers'->'upserted' FROM sink_ledger_history"
                    + " WHERE event = 'COMMIT' ORDER BY history_id"))
        .containsExactly("20000", "20000", "0", "20000");
  }

  @Test
  void rowsOfTodayAreNotComparedAndThoseOfYesterdayAre() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (SinkRun run = SinkRun.of(database.options(), MetricCatalog::tables, 0, null)) {
      run.watermark(YESTERDAY_ENDS + 3_600_000);
      for (int checkpoint = 1; checkpoint <= 2; checkpoint++) {
        users(run, checkpoint, RowChange.INCOMPLETE);
        commit(run, checkpoint);
      }
      assertThat(database.one("SELECT count(*) FROM corrections")).isEqualTo("0");
      users(run, 3, YESTERDAY_ENDS);
      commit(run, 3);
      assertThat(database.one("SELECT count(*) FROM corrections")).isEqualTo("" + ROWS);
      users(run, 4, YESTERDAY_ENDS);
      commit(run, 4);
      assertThat(database.one("SELECT count(*), min(before), max(after) FROM corrections"))
          .isEqualTo(ROWS + "|2|4");
    }
  }

  private static final long YESTERDAY_ENDS = Instant.parse("2024-01-05T00:00:00Z").toEpochMilli();

  private static void users(SinkRun run, long users, long completeAtMillis) throws Exception {
    TableSpec active =
        MetricCatalog.tables().stream()
            .filter(table -> table.name().equals("active_users"))
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < ROWS; i++) {
      Object[] key = {"active", "day", "2024-01-04", "platform", "value-" + i};
      run.put(new RowChange(active, key, new Object[] {users, true}).completeAt(completeAtMillis));
    }
  }

  private static void commit(SinkRun run, long checkpoint, long number) throws Exception {
    for (int i = 0; i < ROWS; i++) {
      run.put(SinkRun.left("metric|day|2024-01-04|platform|value-" + i, number));
    }
    commit(run, checkpoint);
  }

  private static void commit(SinkRun run, long checkpoint) throws Exception {
    run.snapshot(checkpoint);
    run.complete(checkpoint);
  }
}
