package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's databases are reached and as whom.
 *
 * @param maintenance the database to connect to for making others
 * @param parameters what follows the database in a URL, from the question mark on; may be empty
 */
public record PostgresDatabases(
    String host, int port, String user, String password, String maintenance, String parameters) {
  /** What to do when no server can be had. */
  public static final String REMEDY =
      "Install PostgreSQL, or name a running server: ENGAGE_POSTGRES_URL"
          + " (jdbc:postgresql://host:port/database), ENGAGE_POSTGRES_USER, ENGAGE_POSTGRES_PASSWORD,"
          + " or the system properties engage.postgres.url, .user, .password.";

  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://([^:/?]+)(?::(\\d+))?(?:/([^?]*))?(\\?.*)?");
  private static final int DEFAULT_PORT = 5432;
  private static final String DEFAULT_DATABASE = "postgres";
  private static final String DUPLICATE_DATABASE = "42P04";

  /** A server of our own on loopback. */
  public static PostgresDatabases own(int port, String user, String password) {
    return new PostgresDatabases(LoopbackPort.HOST, port, user, password, DEFAULT_DATABASE, "");
  }

  /** The server that system properties or, after them, the environment name. */
  public static Optional<PostgresDatabases> configured() {
    String url = setting("url");
    if (url == null) {
      return Optional.empty();
    }
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new LocalServerException("Not a PostgreSQL URL: " + url + ". " + REMEDY);
    }
    String port = matcher.group(2);
    String database = matcher.group(3);
    String parameters = matcher.group(4);
    String user = setting("user");
    String password = setting("password");
    return Optional.of(
        new PostgresDatabases(
            matcher.group(1),
            port == null ? DEFAULT_PORT : Integer.parseInt(port),
            user == null ? System.getProperty("user.name") : user,
            password == null ? "" : password,
            database == null || database.isEmpty() ? DEFAULT_DATABASE : database,
            parameters == null ? "" : parameters));
  }

  /** The error when a configured server was asked for. */
  public static LocalServerException notConfigured() {
    return new LocalServerException("No PostgreSQL server is configured. " + REMEDY);
  }

  /** The JDBC URL of a database, without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + parameters;
  }

  /** Makes sure that the server lets us in. */
  public void check() {
    try (Connection connection = connect()) {
      if (!connection.isValid(5)) {
        throw new LocalServerException("PostgreSQL at " + jdbcUrl("") + " does not answer.");
      }
    } catch (SQLException e) {
      throw new LocalServerException(
          "Cannot use PostgreSQL at " + jdbcUrl("") + " as " + user + ": " + e.getMessage(), e);
    }
  }

  /** Makes a database unless it is there. */
  public void create(String name) {
    try (Connection connection = connect()) {
      if (!exists(connection, name)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
        }
      }
    } catch (SQLException e) {
      if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
        throw new LocalServerException("Cannot make database " + name + ": " + e.getMessage(), e);
      }
    }
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    String query = "SELECT 1 FROM pg_database WHERE datname = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(maintenance), user, password);
  }

  @Override
  public String toString() {
    return jdbcUrl("") + " as " + user;
  }

  private static @Nullable String setting(String name) {
    String value = System.getProperty("engage.postgres." + name);
    return value != null
        ? value
        : System.getenv("ENGAGE_POSTGRES_" + name.toUpperCase(Locale.ROOT));
  }
}
