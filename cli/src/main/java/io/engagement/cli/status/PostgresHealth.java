package io.engagement.cli.status;

import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.PostgresSink;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the published tables say: ledger, accounting, warnings, all of the same checkpoint. */
public final class PostgresHealth {
  private static final List<String> FATES =
      List.of("accepted", "duplicate", "late", "rejected", "filtered");
  private static final int SHOWN_WARNINGS = 10;

  private final Connection connection;
  private final String schema;
  private final Health health;

  private PostgresHealth(Connection connection, String schema, Health health) {
    this.connection = connection;
    this.schema = '"' + schema.replace("\"", "\"\"") + "\".";
    this.health = health;
  }

  /**
   * How far a partition was read, as the tables show it.
   *
   * @param nextOffset the first that was not read
   * @param watermarkLag of the clock; null without a watermark
   */
  public record Progress(long nextOffset, @Nullable Duration watermarkLag) {}

  /**
   * Looks at the tables of a deployment.
   *
   * @param tolerated how old the last commit may be
   * @return progress by {@code topic/partition}
   */
  public static Map<String, Progress> look(
      PostgresSink sink, String deployment, Duration tolerated, Health health) {
    Properties login = new Properties();
    login.setProperty("user", sink.user());
    SecretRef password = sink.password();
    if (password != null) {
      login.setProperty("password", password.resolve(System::getenv));
    }
    login.setProperty("connectTimeout", "10");
    try (Connection connection = DriverManager.getConnection(sink.url(), login)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      PostgresHealth tables = new PostgresHealth(connection, sink.schema(), health);
      tables.ledger(deployment, tolerated);
      Map<String, Progress> progress = tables.accounting();
      tables.warnings();
      connection.rollback();
      return progress;
    } catch (SQLException e) {
      health.say("postgres", "not readable");
      health.problem(
          "the tables at %s cannot be read: %s".formatted(sink.url(), firstLine(e.getMessage())));
      return Map.of();
    }
  }

  private void ledger(String deployment, Duration tolerated) throws SQLException {
    String sql =
        "SELECT status, last_ckpt, extract(epoch FROM clock_timestamp() - committed_at) FROM "
            + schema
            + "sink_ledger WHERE sink_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, deployment);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          health.say("postgres", "no ledger row of " + deployment);
          health.problem("nothing was ever published to PostgreSQL");
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
          health.problem("the tables in PostgreSQL are %s, not LIVE".formatted(status));
        } else if (isCommitted && age.compareTo(tolerated) > 0) {
          health.problem("PostgreSQL got its last commit %s ago".formatted(Health.span(age)));
        }
      }
    }
  }

  private Map<String, Progress> accounting() throws SQLException {
    Map<String, Progress> progress = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    List<String> broken = new ArrayList<>();
    String sql =
        "SELECT topic, partition, next_offset, read, %s, extract(epoch FROM clock_timestamp() - watermark) FROM %sinput_accounting ORDER BY 1, 2"
            .formatted(String.join(", ", FATES), schema);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String partition = row.getString(1) + "/" + row.getInt(2);
        long read = row.getLong(4);
        long told = 0;
        for (int i = 0; i < FATES.size(); i++) {
          told += row.getLong(5 + i);
          sums.merge(FATES.get(i), row.getLong(5 + i), Long::sum);
        }
        sums.merge("read", read, Long::sum);
        if (told != read) {
          broken.add(partition);
        }
        double lag = row.getDouble(5 + FATES.size());
        Duration watermarkLag = row.wasNull() ? null : Duration.ofMillis((long) (lag * 1e3));
        progress.put(partition, new Progress(row.getLong(3), watermarkLag));
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "read %,d =", sums.getOrDefault("read", 0L)));
    for (String fate : FATES) {
      text.append(text.charAt(text.length() - 1) == '=' ? " " : " + ");
      text.append(String.format(Locale.ROOT, "%s %,d", fate, sums.getOrDefault(fate, 0L)));
    }
    health.say("accounting", text.toString());
    if (!broken.isEmpty()) {
      health.problem("the accounting of " + String.join(", ", broken) + " does not add up");
    }
    return progress;
  }

  private void warnings() throws SQLException {
    String sql =
        "SELECT code, coalesce(field, ''), sum(count) FROM %sinput_warnings GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %d"
            .formatted(schema, SHOWN_WARNINGS);
    if (!hasWarnings()) {
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

  private boolean hasWarnings() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      statement.setString(1, schema + "input_warnings");
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
