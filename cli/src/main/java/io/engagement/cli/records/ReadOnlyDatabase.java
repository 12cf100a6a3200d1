package io.engagement.cli.records;

import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.PostgresSink;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Connections that read what is published in PostgreSQL. */
public final class ReadOnlyDatabase {
  private ReadOnlyDatabase() {}

  /**
   * A connection in a transaction that sees one checkpoint in all tables and changes nothing.
   *
   * <p>Its statements throw when a lock is not free within ten seconds, or no answer comes within
   * two minutes.
   *
   * @throws SQLException when no server answers within twenty seconds, or it refuses
   */
  public static Connection connect(PostgresSink sink) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", sink.user());
    SecretRef password = sink.password();
    if (password != null) {
      login.setProperty("password", password.resolve(System::getenv));
    }
    login.setProperty("connectTimeout", "10");
    // Of several hosts in the address the first may be away.
    login.setProperty("loginTimeout", "20");
    login.setProperty("socketTimeout", "120");
    login.setProperty("ApplicationName", "engage");
    Connection connection = DriverManager.getConnection(sink.url(), login);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '10s'");
      }
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** A table's name with its schema, quoted. */
  public static String qualified(PostgresSink sink, String table) {
    return "\"%s\".\"%s\"".formatted(sink.schema().replace("\"", "\"\""), table);
  }

  /** What a database said, in a sentence: further lines are about where in the statement. */
  public static String sentence(SQLException problem) {
    String message = problem.getMessage();
    return message == null
        ? "no reason given"
        : message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
  }
}
