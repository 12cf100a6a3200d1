package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a large checkpoint takes; the figures go to the log. */
class PostgresSinkThroughputITCase {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSinkThroughputITCase.class);
  private static final int ROWS = 200_000;

  @Test
  void twoHundredThousandRowsGoIntoOneCommit() throws Exception {
    TestDatabase database = SinkRun.database();
    try (SinkRun run = SinkRun.fresh(database.options())) {
      commit(run, 1, "new rows", 1);
      commit(run, 2, "changed rows", 2);
      commit(run, 3, "unchanged rows", 2);
      commit(run, 4, "changed rows, one commit later", 3);
    }
    assertThat(database.one("SELECT count(*), min(number), max(number) FROM left_numbers"))
        .isEqualTo(ROWS + "|3|3");
    assertThat(
            database.query(
                "SELECT counts->'left_numbers'->'upserted' FROM sink_ledger_history"
                    + " WHERE event = 'COMMIT' ORDER BY history_id"))
        .containsExactly("200000", "200000", "0", "200000");
  }

  /** Corrections cost a commit that has some, and no other. */
  @Test
  void rowsOfTodayAreNotComparedAndThoseOfYesterdayAre() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (SinkRun run = SinkRun.of(database.options(), MetricCatalog::tables, 0, null)) {
      run.watermark(YESTERDAY_ENDS + 3_600_000);
      for (int checkpoint = 1; checkpoint <= 2; checkpoint++) {
        users(run, checkpoint, RowChange.INCOMPLETE);
        time(run, checkpoint, "changed rows of today");
      }
      assertThat(database.one("SELECT count(*) FROM corrections")).isEqualTo("0");
      users(run, 3, YESTERDAY_ENDS);
      time(run, 3, "corrected rows of yesterday");
      assertThat(database.one("SELECT count(*) FROM corrections")).isEqualTo("" + ROWS);
      users(run, 4, YESTERDAY_ENDS);
      time(run, 4, "rows of yesterday, corrected again");
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

  private static void commit(SinkRun run, long checkpoint, String what, long number)
      throws Exception {
    for (int i = 0; i < ROWS; i++) {
      run.put(SinkRun.left("metric|day|2024-01-04|platform|value-" + i, number));
    }
    time(run, checkpoint, what);
  }

  private static void time(SinkRun run, long checkpoint, String what) throws Exception {
    long snapshotNanos = System.nanoTime();
    run.snapshot(checkpoint);
    long commitNanos = System.nanoTime();
    run.complete(checkpoint);
    long endNanos = System.nanoTime();
    LOG.info(
        "{} {}: snapshot {} ms, commit {} ms, {} rows/s",
        ROWS,
        what,
        (commitNanos - snapshotNanos) / 1_000_000,
        (endNanos - commitNanos) / 1_000_000,
        ROWS * 1_000_000_000L / (endNanos - commitNanos));
  }
}
