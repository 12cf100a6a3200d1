package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.RetentionConfig;
import io.engagement.core.table.RowChange;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deleted because it has been kept for as long as configured. */
class ExpiredRowsITCase {
  private static final long DAY = 86_400_000L;
  private static final RetentionConfig TEN_DAYS =
      new RetentionConfig(10 * DAY, 10 * DAY, 10 * DAY, 10 * DAY, 10 * DAY, 10 * DAY, 10 * DAY);

  private static final String[] OLD_AND_KEPT = {
    """
    INSERT INTO sessions (metric, session_id, started_at, ended_at) VALUES
      ('web', 'old', '2024-03-09 22:00Z', '2024-03-09 23:59:59.999Z'),
      ('web', 'kept', '2024-03-10 00:00Z', '2024-03-10 00:00Z'),
      ('web', 'long', '2024-03-09 12:00Z', '2024-03-10 00:00Z')""",
    """
    INSERT INTO carts (metric, cart_id, user_id, created_at, last_activity_at, closed_at) VALUES
      ('carts', 'old', 'ada', '2024-03-09 22:00Z', '2024-03-09 22:00Z', '2024-03-09 23:00Z'),
      ('carts', 'kept', 'ada', '2024-03-09 22:00Z', '2024-03-09 23:00Z', '2024-03-10 00:00Z'),
      ('carts', 'open', 'ada', '2024-03-09 22:00Z', '2024-03-10 00:00Z', NULL)""",
    """
    INSERT INTO rejected (topic, partition, "offset", append_time) VALUES
      ('old', 0, 1, '2024-03-09 23:59:59Z'), ('kept', 0, 2, '2024-03-10 00:00Z'), ('file', 0, 3, NULL)""",
    """
    INSERT INTO late (topic, partition, "offset", append_time) VALUES
      ('old', 0, 1, '2024-03-09 23:59:59Z'), ('kept', 0, 2, '2024-03-10 00:00Z')""",
    "INSERT INTO metric_definitions (metric, family) VALUES ('active', 'active-users')",
    """
    INSERT INTO active_users (metric, period, bucket, dimension, value, users) VALUES
      ('active', 'rolling_5m', '2024-03-09 23:59', '', '', 1),
      ('active', 'rolling_5m', '2024-03-10 00:00', '', '', 1),
      ('active', 'day', '2024-03-01', '', '', 1)""",
    """
    INSERT INTO corrections (hour, table_name, metric, key, column_name, cause, ckpt, corrected_at) VALUES
      ('2024-03-09 23:00Z', 'old', '', '{}', '', 'late', 1, now()),
      ('2024-03-10 00:00Z', 'kept', '', '{}', '', 'late', 1, now())""",
    """
    INSERT INTO tombstones (table_name, key, deleted_at, ckpt) VALUES
      ('old', '{}', '2024-03-09 23:59:59.999999Z', 1), ('kept', '{}', '2024-03-10 00:00Z', 1)"""
  };

  private static final String LEFT =
      """
      SELECT session_id FROM sessions UNION ALL SELECT cart_id FROM carts
      UNION ALL SELECT topic FROM rejected UNION ALL SELECT topic FROM late
      UNION ALL SELECT period || ' ' || bucket FROM active_users
      UNION ALL SELECT table_name FROM corrections UNION ALL SELECT table_name FROM tombstones""";

  private TestDatabase database;

  @BeforeEach
  void migrate() throws Exception {
    database = TestDatabase.migrated();
    database.execute(
        "INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, watermark)"
            + " VALUES ('shop', gen_random_uuid(), 1, 1, 1, 'LIVE', 'job', '2024-03-20 00:00Z')");
    for (String insert : OLD_AND_KEPT) {
      database.execute(insert);
    }
  }

  private long delete(ExpiredRows expired) throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      return expired.delete(connection);
    }
  }

  @Test
  void rowsGoOnceTheyAreOlderThanTheyAreKept() throws Exception {
    ExpiredRows expired = new ExpiredRows(database.options().keeping(TEN_DAYS), () -> 0);
    assertThat(delete(expired)).isEqualTo(7);
    assertThat(database.query(LEFT))
        .containsExactlyInAnyOrder(
            "kept",
            "long",
            "kept",
            "open",
            "kept",
            "file",
            "kept",
            "rolling_5m 2024-03-10 00:00:00",
            "day 2024-03-01 00:00:00",
            "kept",
            "kept");
  }

  @Test
  void factsAndRecordsStayForGoodUnlessATimeIsSaid() throws Exception {
    ExpiredRows expired = new ExpiredRows(database.options(), () -> 0);
    assertThat(delete(expired)).isEqualTo(2);
    assertThat(database.query("SELECT bucket FROM active_users")).hasSize(1);
    assertThat(database.query(LEFT)).contains("old", "long", "file");
  }

  @Test
  void nothingExpiresWithoutAWatermarkAndWhenTheInputHasEnded() throws Exception {
    for (String watermark : new String[] {"NULL", "'infinity'"}) {
      database.execute("UPDATE sink_ledger SET watermark = " + watermark);
      assertThat(delete(new ExpiredRows(database.options().keeping(TEN_DAYS), () -> 0))).isZero();
    }
  }

  /** However many there are, a commit waits for a tenth of a second and a batch. */
  @Test
  void manyGoInBatchesAndThenTheyAreLookedForEveryTenMinutes() throws Exception {
    database.execute(
        "INSERT INTO sessions (metric, session_id, started_at, ended_at)"
            + " SELECT 'web', 'many' || i, '2024-01-01', '2024-01-01' FROM generate_series(1, 5000) i");
    AtomicLong clock = new AtomicLong();
    ExpiredRows expired =
        new ExpiredRows(database.options().keeping(TEN_DAYS), () -> clock.addAndGet(60_000_000));
    assertThat(delete(expired)).isEqualTo(ExpiredRows.BATCH);
    long deleted = ExpiredRows.BATCH;
    for (int commit = 0; commit < 10; commit++) {
      deleted += delete(expired);
    }
    assertThat(deleted).isEqualTo(5_007);
    database.execute(
        "INSERT INTO sessions (metric, session_id, started_at, ended_at)"
            + " VALUES ('web', 'older', '2024-01-01', '2024-01-01')");
    assertThat(delete(expired)).isZero();
    clock.addAndGet(Duration.ofMinutes(10).toNanos());
    assertThat(delete(expired)).isEqualTo(1);
  }

  @Test
  void theSinkDeletesAfterACommitAndTheCommitStandsWhenItCannot() throws Exception {
    database.execute("DELETE FROM sink_ledger");
    PostgresSinkOptions options = database.options().keeping(TEN_DAYS);
    // Flink says of it that all before the next millisecond is there.
    long watermark = Instant.parse("2024-03-20T00:00:00Z").toEpochMilli() - 1;
    try (SinkRun run = SinkRun.of(options, MetricCatalog::tables, 0, null)) {
      run.watermark(watermark).checkpoint(1);
      assertThat(database.query("SELECT session_id FROM sessions"))
          .containsExactlyInAnyOrder("kept", "long");
    }
    database.execute("DELETE FROM sink_ledger");
    database.execute("UPDATE sessions SET ended_at = '2024-03-01', started_at = '2024-03-01'");
    database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$");
    database.execute("CREATE TRIGGER refuse BEFORE DELETE ON sessions EXECUTE FUNCTION refuse()");
    try (SinkRun run = SinkRun.of(options, MetricCatalog::tables, 0, null)) {
      RowChange definition =
          new RowChange(
              MetricCatalog.tables().stream()
                  .filter(table -> table.name().equals("metric_definitions"))
                  .findFirst()
                  .orElseThrow(),
              new Object[] {"m", "sessions"},
              new Object[] {"any", null, 0L, null});
      run.watermark(watermark).put(definition).checkpoint(1);
      run.checkpoint(2);
      assertThat(database.one("SELECT last_ckpt FROM sink_ledger")).isEqualTo("2");
      assertThat(database.query("SELECT session_id FROM sessions")).hasSize(2);
    }
  }
}
