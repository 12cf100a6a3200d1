package io.engagement.jobs.stream;

import io.engagement.local.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the database shows of actives, sessions, retention and funnels, and as of which checkpoint.
 *
 * @param offsets sum of the next offsets of all partitions at that checkpoint
 * @param watermark {@link Instant#MIN} when there is none
 * @param rows the numbers by table and key, for people
 * @param readAtNanos when it was read, by {@link System#nanoTime}
 */
record PublishedCut(
    long checkpoint,
    long offsets,
    Instant watermark,
    String accounting,
    Map<String, String> rows,
    long readAtNanos) {

  private static final String LEDGER =
      """
      SELECT last_ckpt,
        (SELECT coalesce(sum(part.value::bigint), 0)
           FROM jsonb_each(offsets) AS topic, jsonb_each_text(topic.value) AS part),
        coalesce((extract(epoch FROM watermark) * 1000)::bigint, 0),
        (SELECT concat('read ', sum(read), ' accepted ', sum(accepted), ' late ', sum(late))
           FROM input_accounting)
      FROM sink_ledger
      """;
  private static final String ROWS =
      """
      SELECT concat_ws(' ', 'active_users', metric, period, CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(bucket, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(bucket, 'YYYY-MM-DD') END, nullif(dimension, ''),
          nullif(value, '')), users::text
        FROM active_users
      UNION ALL
      SELECT concat_ws(' ', 'retention', CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(cohort, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(cohort, 'YYYY-MM-DD') END, period_index), users::text FROM retention
      UNION ALL
      SELECT concat_ws(' ', 'funnels', bucket, step),
          concat_ws(' ', users, round(mean_seconds, 3) || ' s')
        FROM funnels
      UNION ALL
      SELECT concat_ws(' ', 'sessions', user_id,
          to_char(started_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI')),
          concat('until ', to_char(ended_at AT TIME ZONE 'UTC', 'HH24:MI'), ', ', events, ' events')
        FROM sessions
      UNION ALL
      SELECT concat_ws(' ', 'session_metrics', period, CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(bucket, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(bucket, 'YYYY-MM-DD') END),
          concat(sessions, ' of ', events, ' events')
        FROM session_metrics
      """;

  /** Reads cuts over one connection. */
  static final class Reader implements AutoCloseable {
    private final Connection connection;

    private Reader(Connection connection) {
      this.connection = connection;
    }

    static Reader connect(LocalPostgres postgres, String database) throws SQLException {
      Connection connection =
          DriverManager.getConnection(
              postgres.jdbcUrl(database), postgres.user(), postgres.password());
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path TO engagement");
      }
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return new Reader(connection);
    }

    /** One checkpoint, whole; 0 before the first. */
    PublishedCut read() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        long checkpoint = 0;
        long offsets = 0;
        Instant watermark = Instant.MIN;
        String accounting = "";
        try (ResultSet ledger = statement.executeQuery(LEDGER)) {
          if (ledger.next()) {
            checkpoint = ledger.getLong(1);
            offsets = ledger.getLong(2);
            watermark = Instant.ofEpochMilli(ledger.getLong(3));
            accounting = ledger.getString(4);
          }
        }
        Map<String, String> rows = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(ROWS)) {
          while (row.next()) {
            rows.put(row.getString(1), row.getString(2));
          }
        }
        return new PublishedCut(
            checkpoint, offsets, watermark, accounting, rows, System.nanoTime());
      } finally {
        connection.rollback();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
