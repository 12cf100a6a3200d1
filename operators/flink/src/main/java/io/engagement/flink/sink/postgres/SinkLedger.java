package io.engagement.flink.sink.postgres;

import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.InputOffsets;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.SinkRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes the ledger's row of one sink, always within the caller's transaction. */
final class SinkLedger {
  /** Beside the published ones. */
  static final List<String> TABLES =
      List.of(
          "sink_ledger",
          "sink_ledger_history",
          "sink_table_owner",
          "sink_rejected_rows",
          Corrections.TABLE,
          Tombstones.TABLE);

  private static final int KEPT_HISTORY = 10_000;

  /** The years 1 to 9999: no watermark of broken input shall break a commit. */
  private static final long FIRST_MILLIS = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

  private static final long LAST_MILLIS = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private final String sinkId;
  private final String select;
  private final String selectNext;
  private final String insert;
  private final String update;
  private final String append;
  private final String prune;
  private final String claim;
  private final String owner;

  SinkLedger(String schema, String sinkId) {
    this.sinkId = sinkId;
    String ledger = SqlText.qualified(schema, "sink_ledger");
    String history = SqlText.qualified(schema, "sink_ledger_history");
    String owners = SqlText.qualified(schema, "sink_table_owner");
    this.select =
        "SELECT lineage, fence, last_ckpt, last_ckpt_fence, last_commit, highest_commit, offsets,"
            + " hi_offsets, status, abandoned, republish_due, job_id, watermark, counts FROM "
            + ledger
            + " WHERE sink_id = ?";
    this.selectNext =
        "SELECT greatest(clock_timestamp(), committed_at + interval '1 microsecond') FROM "
            + ledger
            + " WHERE sink_id = ?";
    this.insert =
        "INSERT INTO "
            + ledger
            + " (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id)"
            + " VALUES (?, ?, 0, 0, 0, 'NEW', '') ON CONFLICT (sink_id) DO NOTHING";
    this.update =
        "UPDATE "
            + ledger
            + " SET lineage = ?, fence = ?, last_ckpt = ?, last_ckpt_fence = ?, last_commit = ?,"
            + " highest_commit = ?, offsets = ?::jsonb, hi_offsets = ?::jsonb, status = ?,"
            + " abandoned = ?::int8multirange, republish_due = ?, job_id = ?, watermark = ?,"
            + " counts = ?::jsonb,"
            + " committed_at = CASE WHEN ? THEN greatest(clock_timestamp(), ?) ELSE committed_at END"
            + " WHERE sink_id = ?";
    this.append =
        "INSERT INTO "
            + history
            + " (sink_id, event, lineage, fence, last_ckpt, last_ckpt_fence, watermark, counts,"
            + " status, job_id) SELECT sink_id, ?, lineage, fence, last_ckpt, last_ckpt_fence,"
            + " watermark, counts, status, job_id FROM "
            + ledger
            + " WHERE sink_id = ? RETURNING history_id";
    this.prune = "DELETE FROM " + history + " WHERE sink_id = ? AND history_id <= ?";
    this.claim =
        "INSERT INTO " + owners + " (table_name, sink_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
    this.owner = "SELECT sink_id FROM " + owners + " WHERE table_name = ?";
  }

  /** The row, locked until the transaction ends: waits for another one that is committing. */
  @Nullable LedgerRow lock(Connection connection) throws SQLException {
    return read(connection, select + " FOR UPDATE");
  }

  @Nullable LedgerRow read(Connection connection) throws SQLException {
    return read(connection, select);
  }

  private @Nullable LedgerRow read(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, sinkId);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return new LedgerRow(
            row.getObject(1, UUID.class),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            InputOffsets.parse(row.getString(7)),
            InputOffsets.parse(row.getString(8)),
            LedgerRow.Status.valueOf(row.getString(9)),
            CommitRanges.parse(row.getString(10)),
            LedgerRow.RepublishDue.valueOf(row.getString(11)),
            row.getString(12),
            millis(row.getObject(13, OffsetDateTime.class)),
            row.getString(14));
      }
    }
  }

  /** Makes the row unless it is there, without a commit to show. */
  void create(Connection connection, UUID lineage) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, sinkId);
      statement.setObject(2, lineage);
      statement.executeUpdate();
    }
  }

  /** What happened to the ledger, as its history calls it. */
  enum Event {
    START,
    COMMIT,
    REWIND,
    REPUBLISH,
    TAKEOVER,
    REGRESSED
  }

  /**
   * The time of the next commit, by the clock of the database. It is later than the last commit
   * whatever that clock does: who has read until then finds by it all that comes after.
   */
  Instant nextCommitAt(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(selectNext)) {
      statement.setString(1, sinkId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }

  /** Replaces the row and notes it in the history. */
  void write(Connection connection, Event event, LedgerRow row) throws SQLException {
    write(connection, event, row, null);
  }

  /**
   * Replaces the row by that of a commit and notes it in the history.
   *
   * @param at the time that its rows carry
   */
  void commit(Connection connection, LedgerRow row, Instant at) throws SQLException {
    write(connection, Event.COMMIT, row, at.atOffset(ZoneOffset.UTC));
  }

  private void write(
      Connection connection, Event event, LedgerRow row, @Nullable OffsetDateTime committedAt)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setObject(1, row.lineage());
      statement.setLong(2, row.fence());
      statement.setLong(3, row.lastCkpt());
      statement.setLong(4, row.lastCkptFence());
      statement.setLong(5, row.lastCommit());
      statement.setLong(6, row.highestCommit());
      statement.setString(7, row.offsets().toJson());
      statement.setString(8, row.furthest().toJson());
      statement.setString(9, row.status().name());
      statement.setString(10, row.abandoned().toString());
      statement.setString(11, row.due().name());
      statement.setString(12, row.jobId());
      statement.setObject(13, timestamp(row.watermarkMillis()), Types.TIMESTAMP_WITH_TIMEZONE);
      statement.setString(14, row.counts());
      statement.setBoolean(15, committedAt != null);
      statement.setObject(16, committedAt, Types.TIMESTAMP_WITH_TIMEZONE);
      statement.setString(17, sinkId);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("the ledger's row of " + sinkId + " is gone");
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(append)) {
      statement.setString(1, event.name());
      statement.setString(2, sinkId);
      try (ResultSet appended = statement.executeQuery()) {
        appended.next();
        prune(connection, appended.getLong(1) - KEPT_HISTORY);
      }
    }
  }

  private void prune(Connection connection, long lastHistoryId) throws SQLException {
    if (lastHistoryId <= 0) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(prune)) {
      statement.setString(1, sinkId);
      statement.setLong(2, lastHistoryId);
      statement.executeUpdate();
    }
  }

  /** The driver writes the extremes as infinity. */
  private static @Nullable OffsetDateTime timestamp(long millis) {
    if (millis == Long.MIN_VALUE) {
      return null;
    }
    return millis >= LAST_MILLIS
        ? OffsetDateTime.MAX
        : Instant.ofEpochMilli(Math.max(millis, FIRST_MILLIS)).atOffset(ZoneOffset.UTC);
  }

  private static long millis(@Nullable OffsetDateTime timestamp) {
    if (timestamp == null) {
      return Long.MIN_VALUE;
    }
    return timestamp.equals(OffsetDateTime.MAX)
        ? Long.MAX_VALUE
        : timestamp.toInstant().toEpochMilli();
  }

  /**
   * Notes this sink as the one that writes a table.
   *
   * @throws SinkRefusedException when another one does
   */
  void claim(Connection connection, String table) throws SQLException, SinkRefusedException {
    try (PreparedStatement statement = connection.prepareStatement(claim)) {
      statement.setString(1, table);
      statement.setString(2, sinkId);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(owner)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && !row.getString(1).equals(sinkId)) {
          throw new SinkRefusedException(
              ("The table %s is written by the deployment \"%s\"; \"%s\" needs a schema of its own.")
                  .formatted(table, row.getString(1), sinkId));
        }
      }
    }
  }
}
