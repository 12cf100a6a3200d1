package io.engagement.cli.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Reads the published tables as any reader would: one {@code REPEATABLE READ} transaction, so that
 * all numbers are of the same checkpoint.
 */
public final class LiveNumbers {
  private static final String INPUT =
      """
      SELECT sum(read)::bigint, sum(accepted)::bigint, sum(duplicate)::bigint, sum(late)::bigint,
             sum(rejected)::bigint, sum(filtered)::bigint FROM input_accounting""";
  private static final String LEDGER =
      """
      SELECT last_ckpt, coalesce(watermark::text, '(none yet)'),
             round(extract(epoch FROM clock_timestamp() - committed_at))::bigint
      FROM sink_ledger""";
  private static final String ACTIVE =
      """
      SELECT metric || ' ' || period,
             to_char(bucket, CASE period WHEN 'rolling_5m' THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
               ELSE 'YYYY-MM-DD' END),
             users
      FROM (
        SELECT *, row_number() OVER (PARTITION BY metric, period ORDER BY bucket DESC) AS latest
        FROM active_users
        WHERE dimension = '' AND users > 0
          AND bucket <= now() AT TIME ZONE 'UTC') AS rows
      WHERE latest = 1 ORDER BY 1""";
  private static final String SESSIONS =
      """
      SELECT value, sessions, bounced, median_duration_seconds::bigint
      FROM session_metrics
      WHERE period = 'day' AND dimension IN ('', 'channel')
        AND bucket = (now() AT TIME ZONE 'UTC')::date
      ORDER BY dimension, sessions DESC LIMIT 8""";

  private static final String SAME_HOURS =
      """
      SELECT coalesce(sum(sessions) FILTER (WHERE bucket::date = today), 0)::bigint,
             coalesce(sum(sessions) FILTER (WHERE bucket::date = today - 7), 0)::bigint
      FROM session_metrics, (SELECT now() AT TIME ZONE 'UTC' AS clock) AS n,
           LATERAL (SELECT clock::date AS today) AS d
      WHERE period = 'hour' AND dimension = '' AND bucket >= today - 7
        AND extract(hour FROM bucket) < extract(hour FROM clock)""";

  private final String url;
  private final Properties login = new Properties();

  LiveNumbers(String jdbcUrl, String user, String password) {
    this.url = jdbcUrl;
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("options", "-c search_path=engagement");
    login.setProperty("readOnly", "true");
  }

  /**
   * One consistent cut.
   *
   * @param read records read from the topic, 0 before the first checkpoint
   * @param lines to show
   */
  public record Cut(long read, List<String> lines) {}

  /** The answer to a question, a list of the columns' values for each row. */
  List<List<Object>> ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, login)) {
      return rows(connection, sql);
    }
  }

  Cut read() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, login)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      List<List<Object>> input = rows(connection, INPUT);
      List<List<Object>> ledger = rows(connection, LEDGER);
      if (ledger.isEmpty() || input.isEmpty() || input.get(0).get(0) == null) {
        return new Cut(0, List.of());
      }
      List<String> lines = new ArrayList<>();
      List<Object> counts = input.get(0);
      List<Object> cut = ledger.get(0);
      lines.add(
          "checkpoint %s, committed %s s ago, watermark %s"
              .formatted(cut.get(0), cut.get(2), cut.get(1)));
      lines.add(
          "read %,d = accepted %,d + duplicate %,d + late %,d + rejected %,d + filtered %,d"
              .formatted(counts.toArray()));
      lines.add("");
      lines.add("%-26s %-22s %10s".formatted("active users", "", "users"));
      for (List<Object> row : rows(connection, ACTIVE)) {
        lines.add("%-26s %-22s %,10d".formatted(row.toArray()));
      }
      lines.add("");
      lines.add(
          "%-26s %10s %10s %10s".formatted("sessions today", "sessions", "bounced", "median s"));
      for (List<Object> row : rows(connection, SESSIONS)) {
        String channel = String.valueOf(row.get(0)).isEmpty() ? "all" : row.get(0).toString();
        lines.add("%-26s %10s %10s %10s".formatted(channel, row.get(1), row.get(2), row.get(3)));
      }
      lines.add(
          "before this hour           %10s, a week ago %s"
              .formatted(rows(connection, SAME_HOURS).get(0).toArray()));
      connection.rollback();
      return new Cut((Long) counts.get(0), lines);
    }
  }

  private static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
