package io.engagement.flink.sink.postgres;

import io.engagement.core.config.RetentionConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes rows that are older than they are to be kept: some after a commit, in transactions of
 * their own, so that no commit waits for more than {@link #LONGEST} and one batch.
 *
 * <p>Facts and minutes are as old as they are at the watermark, so that those of a backlog are not
 * all expired at once; nothing of them expires when the input has ended. Records, corrections and
 * tombstones are as old as the clock of the database says, or the watermark where that is behind.
 */
final class ExpiredRows {
  static final int BATCH = 2_000;

  private static final Duration LONGEST = Duration.ofMillis(100);
  private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(10);

  /**
   * What expires in a table.
   *
   * @param condition with {@code $oldest} for the first instant that is kept
   */
  private record Expiry(String table, String condition, long keptMillis) {}

  private final List<Expiry> expiries = new ArrayList<>();
  private final String schema;
  private final String sinkId;
  private final LongSupplier nanoTime;
  private final long startedNanos;

  /** The one that is being deleted. */
  private int next;

  private long nextRoundNanos;

  /**
   * @param nanoTime tells how long something takes
   */
  ExpiredRows(PostgresSinkOptions options, LongSupplier nanoTime) {
    this.schema = options.schema();
    this.sinkId = options.sinkId();
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
    RetentionConfig kept = options.retention();
    // First what an index finds, then what decides.
    add("sessions", "started_at < $oldest AND ended_at < $oldest", kept.sessionsMillis());
    add(
        "carts",
        "created_at < $oldest AND greatest(last_activity_at, closed_at) < $oldest",
        kept.cartsMillis());
    add("rejected", "append_time < $oldest", kept.rejectedMillis());
    add("late", "append_time < $oldest", kept.lateMillis());
    add(
        "active_users",
        "metric = ANY (ARRAY(SELECT metric FROM %s)) AND period = 'rolling_5m'"
                .formatted(SqlText.qualified(schema, "metric_definitions"))
            + " AND bucket < $oldest AT TIME ZONE 'UTC'",
        kept.minutesMillis());
    add(Corrections.TABLE, "hour < $oldest", kept.correctionsMillis());
    add(Tombstones.TABLE, "deleted_at < $oldest", kept.tombstonesMillis());
  }

  private void add(String table, String condition, long keptMillis) {
    if (keptMillis != RetentionConfig.FOREVER) {
      expiries.add(new Expiry(table, condition, keptMillis));
    }
  }

  /**
   * Goes on deleting, if it is time to.
   *
   * @return how many rows
   */
  long delete(Connection connection) throws SQLException {
    long beganNanos = nanoTime.getAsLong();
    if (beganNanos - startedNanos < nextRoundNanos) {
      return 0;
    }
    Instant now = now(connection);
    long deleted = 0;
    while (now != null
        && next < expiries.size()
        && nanoTime.getAsLong() - beganNanos < LONGEST.toNanos()) {
      Expiry expiry = expiries.get(next);
      long batch = deleteBatch(connection, expiry, now.minusMillis(expiry.keptMillis()));
      deleted += batch;
      if (batch < BATCH) {
        next++;
      }
    }
    if (now == null || next == expiries.size()) {
      next = 0;
      nextRoundNanos = nanoTime.getAsLong() - startedNanos + BETWEEN_ROUNDS.toNanos();
    }
    return deleted;
  }

  /** Null before the watermark is known, and when the input has ended. */
  private @Nullable Instant now(Connection connection) throws SQLException {
    String sql =
        "SELECT least(watermark, now()) FROM %s WHERE sink_id = ? AND isfinite(watermark)"
            .formatted(SqlText.qualified(schema, "sink_ledger"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, sinkId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : null;
      }
    } finally {
      connection.commit();
    }
  }

  private long deleteBatch(Connection connection, Expiry expiry, Instant oldest)
      throws SQLException {
    String sql =
        "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s LIMIT %3$d))"
            .formatted(
                SqlText.qualified(schema, expiry.table()),
                expiry.condition().replace("$oldest", "timestamptz '" + oldest + '\''),
                BATCH);
    try (Statement statement = connection.createStatement()) {
      long deleted = statement.executeLargeUpdate(sql);
      connection.commit();
      return deleted;
    }
  }
}
