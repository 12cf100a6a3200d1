package io.engagement.dashboard.cut;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The database as readers see it: a few connections that cannot write, each use of one a
 * transaction that sees one state of all tables.
 */
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

  private final HikariDataSource pool;
  private final Address address;

  /**
   * Where the tables are.
   *
   * @param url JDBC address without credentials
   * @param password null when the server wants none
   * @param deployment whose row of the ledger tells how far the tables are
   * @param zone of the deployment's days
   */
  public record Address(
      String url,
      String user,
      @Nullable String password,
      String schema,
      String deployment,
      ZoneId zone) {
    @Override
    public String toString() {
      return url + " as " + user + ", schema " + schema;
    }

    /** What a session of {@code psql} has to say first to see what the page sees. */
    String prelude() {
      return "SET search_path TO \"%s\";%n%s;%n".formatted(schema.replace("\"", "\"\""), setZone());
    }

    private String setZone() {
      return "SET TIME ZONE '" + sqlZone() + "'";
    }

    /**
     * The zone as PostgreSQL understands it: of a bare offset it would take plus for west of
     * Greenwich.
     */
    String sqlZone() {
      if (!(zone.normalized() instanceof ZoneOffset offset)) {
        return zone.getId();
      }
      String east = offset.getId();
      return offset.equals(ZoneOffset.UTC)
          ? "UTC"
          : "<%s>%s%s".formatted(east, east.charAt(0) == '+' ? '-' : '+', east.substring(1));
    }

    /** Whether that zone of PostgreSQL is the same, under whatever name. */
    boolean hasZone(String name) {
      try {
        return name.equals(sqlZone()) || ZoneId.of(name).getRules().equals(zone.getRules());
      } catch (DateTimeException offset) {
        return false;
      }
    }

    /** The zone as browsers understand it. */
    String webZone() {
      return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.normalized().getId();
    }
  }

  /** Reads in a transaction. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  private Database(HikariDataSource pool, Address address) {
    this.pool = pool;
    this.address = address;
  }

  /**
   * Connects.
   *
   * @throws SQLException when the server cannot be reached or refuses
   */
  public static Database connect(Address address) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("dashboard");
    config.setJdbcUrl(address.url());
    config.setUsername(address.user());
    config.setPassword(address.password());
    config.setSchema(address.schema());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.setConnectionInitSql(address.setZone());
    // Schema and zone are committed; else the first reading, which is rolled back, takes them
    // along.
    config.setIsolateInternalQueries(true);
    config.addDataSourceProperty("ApplicationName", "engage dashboard");
    // To compile a statement takes longer than to run it, and a plan that fits all values fits
    // none.
    config.addDataSourceProperty(
        "options",
        "-c default_transaction_read_only=on -c jit=off -c plan_cache_mode=force_custom_plan"
            + " -c statement_timeout="
            + STATEMENT_TIMEOUT.toMillis());
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "30");
    try {
      return new Database(new HikariDataSource(config), address);
    } catch (PoolInitializationException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw new SQLException(e.getMessage(), e);
    }
  }

  public Address address() {
    return address;
  }

  /** Reads in one transaction: all of it sees the same state of the tables. */
  <T> T read(Reading<T> reading) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        return reading.read(connection);
      } finally {
        connection.rollback();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
