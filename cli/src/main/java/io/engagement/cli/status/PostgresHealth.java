package io.engagement.cli.status;

import io.engagement.cli.records.ReadOnlyDatabase;
import io.engagement.core.config.SinksConfig.PostgresSink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the published tables say: ledger, accounting, warnings, all of the same checkpoint. */
public final class PostgresHealth {
  private static final int SHOWN_WARNINGS = 10;

  private final Connection connection;
  private final PostgresSink sink;
  private final Health health;

  private PostgresHealth(Connection connection, PostgresSink sink, Health health) {
    this.connection = connection;
    this.sink = sink;
    this.health = health;
  }

  /**
   * Looks at the tables of a deployment.
   *
   * @param tolerated how old the last commit may be
   * @return progress by {@code topic/partition}
   */
  public static Map<String, Progress> look(
      PostgresSink sink, String deployment, Duration tolerated, Health health) {
    try (Connection connection = ReadOnlyDatabase.connect(sink)) {
      PostgresHealth tables = new PostgresHealth(connection, sink, health);
      if (!tables.has("sink_ledger")) {
        health.say("postgres", "no tables in schema " + sink.schema());
        health.problem(
            "the schema %s at %s has no tables".formatted(sink.schema(), sink.url()),
            "the first start makes them: engage submit or engage run");
        return Map.of();
      }
      tables.ledger(deployment, tolerated);
      Map<String, Progress> progress = tables.accounting();
      tables.warnings();
      connection.rollback();
      return progress;
    } catch (SQLException e) {
      health.say("postgres", "not readable");
      health.problem(
          "the tables at %s cannot be read: %s".formatted(sink.url(), ReadOnlyDatabase.sentence(e)),
          "is the server running, and are url, user, password and schema of sinks.postgres right?");
      return Map.of();
    }
  }

  private void ledger(String deployment, Duration tolerated) throws SQLException {
    String sql =
        "SELECT status, last_ckpt, extract(epoch FROM clock_timestamp() - committed_at) FROM "
            + ReadOnlyDatabase.qualified(sink, "sink_ledger")
            + " WHERE sink_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, deployment);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          health.say("postgres", "no ledger row of " + deployment);
          health.problem(
              "nothing was ever published to PostgreSQL as " + deployment,
              "engage submit or engage run starts the job of this deployment");
          return;
        }
        String status = row.getString(1);
        Duration age = Duration.ofMillis((long) (row.getDouble(3) * 1e3));
        boolean isCommitted = !row.wasNull();
        health.say(
            "postgres",
            status
                + (isCommitted
                    ? ", shows checkpoint %d, committed %s ago"
                        .formatted(row.getLong(2), Health.span(age))
                    : ", nothing committed yet"));
        if (!status.equals("LIVE")) {
          health.problem(
              "the tables in PostgreSQL are %s, not LIVE".formatted(status),
              "docs/sinks.md says what that means and how it ends");
        } else if (isCommitted && age.compareTo(tolerated) > 0) {
          health.problem(
              "PostgreSQL got its last commit %s ago".formatted(Health.span(age)),
              "is the job running, and are its checkpoints complete?");
        }
      }
    }
  }

  private Map<String, Progress> accounting() throws SQLException {
    Accounting accounting = new Accounting();
    String sql =
        "SELECT topic, partition, next_offset, read, %s, CASE WHEN watermark = 'infinity' THEN 0 WHEN isfinite(watermark) THEN extract(epoch FROM clock_timestamp() - watermark) END FROM %s ORDER BY 1, 2"
            .formatted(
                String.join(", ", Accounting.FATES),
                ReadOnlyDatabase.qualified(sink, "input_accounting"));
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < Accounting.FATES.size(); i++) {
          counts.add(row.getLong(5 + i));
        }
        double lag = row.getDouble(5 + Accounting.FATES.size());
        Duration watermarkLag = row.wasNull() ? null : Duration.ofMillis((long) (lag * 1e3));
        accounting.add(
            row.getString(1),
            row.getInt(2),
            row.getLong(4),
            counts,
            new Progress(row.getLong(3), watermarkLag));
      }
    }
    return accounting.tell(health);
  }

  private void warnings() throws SQLException {
    String sql =
        "SELECT code, coalesce(field, ''), sum(count) FROM %s GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %d"
            .formatted(ReadOnlyDatabase.qualified(sink, "input_warnings"), SHOWN_WARNINGS);
    if (!has("input_warnings")) {
      return;
    }
    int rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows++;
        health.say(
            "warning",
            String.format(
                Locale.ROOT, "%s %s: %,d", row.getString(1), row.getString(2), row.getLong(3)));
      }
    }
    if (rows == 0) {
      health.say("warnings", "none");
    }
  }

  private boolean has(String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      statement.setString(1, ReadOnlyDatabase.qualified(sink, table));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
