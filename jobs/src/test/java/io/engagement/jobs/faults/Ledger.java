package io.engagement.jobs.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Looks at the sink's ledger, and can hold it so that no checkpoint is committed. */
final class Ledger {
  /**
   * The ledger's row.
   *
   * @param offsets sum of the next offsets of all partitions
   * @param watermarkMillis {@link Long#MIN_VALUE} when there is none
   */
  record Row(long fence, long checkpoint, long offsets, long watermarkMillis, String status) {}

  /**
   * A commit in the ledger's history.
   *
   * @param fence the attempt that committed
   */
  record Commit(long fence, long checkpoint) {}

  /** Holds the ledger's row; the sink's next commit waits. */
  interface Hold extends AutoCloseable {
    /** Whether a sink waits for it now. */
    boolean isWaitedFor() throws SQLException;

    @Override
    void close() throws SQLException;
  }

  private static final Row NONE = new Row(0, 0, 0, Long.MIN_VALUE, "");
  private static final String SELECT =
      """
      SELECT fence, last_ckpt,
        (SELECT coalesce(sum(part.value::bigint), 0)
           FROM jsonb_each(offsets) AS topic, jsonb_each_text(topic.value) AS part),
        coalesce((extract(epoch FROM watermark) * 1000)::bigint, -9223372036854775808),
        status
      FROM sink_ledger
      """;
  private static final String WAITS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
      """;

  private final Callable<Connection> database;

  Ledger(Callable<Connection> database) {
    this.database = database;
  }

  Row row() throws Exception {
    try (Connection connection = database.call();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SELECT)) {
      return row.next()
          ? new Row(
              row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5))
          : NONE;
    }
  }

  /** Every commit, oldest first. */
  List<Commit> commits() throws Exception {
    List<Commit> commits = new ArrayList<>();
    String sql =
        "SELECT fence, last_ckpt FROM sink_ledger_history WHERE event = 'COMMIT' ORDER BY history_id";
    try (Connection connection = database.call();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        commits.add(new Commit(row.getLong(1), row.getLong(2)));
      }
    }
    return commits;
  }

  /** Takes the lock of the row. */
  Hold hold() throws Exception {
    Connection connection = database.call();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM sink_ledger FOR UPDATE");
    }
    return new Hold() {
      @Override
      public boolean isWaitedFor() throws SQLException {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery(WAITS)) {
          row.next();
          return row.getLong(1) > 0;
        }
      }

      @Override
      public void close() throws SQLException {
        connection.rollback();
        connection.close();
      }
    };
  }
}
