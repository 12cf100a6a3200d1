package io.engagement.flink.sink.postgres;

import io.engagement.core.config.SecretRef;
import io.engagement.core.state.StableHash;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.SinkFencedException;
import io.engagement.flink.checkpoint.SinkRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that holds the sink: a session lock that no second job gets. Transactions on it
 * survive a crash of the server once committed.
 */
final class PostgresSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);
  private static final String CONNECT_TIMEOUT_SECONDS = "10";

  /**
   * A server may take a connection and not answer, and until the lock is held nobody can drop it:
   * so long at most a task that is canceled waits.
   */
  static final String LOGIN_TIMEOUT_SECONDS = "60";

  private static final int LOGIN_TIMEOUT_MILLIS = Integer.parseInt(LOGIN_TIMEOUT_SECONDS) * 1000;
  private static final Duration LOCK_POLL = Duration.ofMillis(100);

  private final Connection connection;

  private PostgresSession(Connection connection) {
    this.connection = connection;
  }

  /** A connection in manual commit, without the lock. */
  static Connection connect(PostgresSinkOptions options) throws SQLException {
    Connection connection = logIn(options);
    try {
      answerWithin(options.answerWithin(), connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** Unless the address says how long answers are waited for. */
  private static void answerWithin(Duration time, Connection connection) throws SQLException {
    if (connection.getNetworkTimeout() == LOGIN_TIMEOUT_MILLIS) {
      connection.setNetworkTimeout(Runnable::run, (int) time.toMillis());
    }
  }

  private static Connection logIn(PostgresSinkOptions options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", options.user());
    SecretRef password = options.password();
    if (password != null) {
      properties.setProperty("password", password.resolve(System::getenv));
    }
    properties.setProperty("ApplicationName", "engagement sink " + options.sinkId());
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    // In a thread of its own, which can be left: reading from a socket cannot be interrupted.
    properties.setProperty("loginTimeout", LOGIN_TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", LOGIN_TIMEOUT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    // Not DriverManager: it may know the driver of another class loader only.
    Connection connection = new Driver().connect(options.url(), properties);
    if (connection == null) {
      throw new SQLException("this is no PostgreSQL address: " + options.url());
    }
    try {
      prepare(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static void prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      // What the role or the server sets for people must not end a commit.
      statement.execute("SET statement_timeout = 0");
      // A commit that a crash takes back would be a ledger that goes back.
      statement.execute("SET synchronous_commit = on");
      statement.execute("SET client_min_messages = warning");
      statement.execute(
          "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN"
              + " ('transaction_timeout', 'idle_session_timeout',"
              + " 'idle_in_transaction_session_timeout')");
      statement.execute(
          "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE");
      statement.execute("SET lock_timeout = '60s'");
      // So that the server notices a dead client, and with it gives back its lock.
      statement.execute("SET tcp_keepalives_idle = 10");
      statement.execute("SET tcp_keepalives_interval = 5");
      statement.execute("SET tcp_keepalives_count = 3");
    }
    connection.setAutoCommit(false);
  }

  /**
   * Connects and takes the lock. A holder of the same Flink job is a leftover of an earlier attempt
   * and is ended; another one is waited for.
   *
   * @param fence the fence this attempt has; 0 before it has one
   * @throws SinkRefusedException when another job still holds it after {@code lockWait}
   * @throws SinkFencedException when a later attempt of the same job has the sink
   */
  static PostgresSession open(
      PostgresSinkOptions options, SinkLedger ledger, String jobId, long fence)
      throws SQLException, SinkRefusedException, SinkFencedException, InterruptedException {
    Connection connection = logIn(options);
    boolean locked = false;
    try {
      takeLock(connection, options, ledger, jobId, fence);
      answerWithin(options.answerWithin(), connection);
      locked = true;
      return new PostgresSession(connection);
    } finally {
      if (!locked) {
        connection.close();
      }
    }
  }

  private static void takeLock(
      Connection connection,
      PostgresSinkOptions options,
      SinkLedger ledger,
      String jobId,
      long fence)
      throws SQLException, SinkRefusedException, SinkFencedException, InterruptedException {
    long key = StableHash.hash64(options.schema() + '\n' + options.sinkId());
    long deadlineNanos = System.nanoTime() + options.lockWait().toNanos();
    while (!tryLock(connection, key)) {
      LedgerRow row = ledger.read(connection);
      int holder = holder(connection, key);
      connection.rollback();
      if (fence != 0 && row != null && row.fence() != fence) {
        throw SinkFencedException.of(fence, row.fence());
      }
      if (holder != 0 && row != null && row.jobId().equals(jobId)) {
        LOG.warn("ending session {}: a leftover of an earlier attempt holds the sink", holder);
        terminate(connection, holder);
      } else if (System.nanoTime() - deadlineNanos > 0) {
        throw new SinkRefusedException(
            ("Another job (%s, database session %d) writes as \"%s\" into schema %s and has not"
                    + " ended within %s. Stop it, or give this one a deployment name and schema of"
                    + " its own.")
                .formatted(
                    row == null || row.jobId().isEmpty() ? "not known yet" : row.jobId(),
                    holder,
                    options.sinkId(),
                    options.schema(),
                    options.lockWait()));
      }
      pause(LOCK_POLL);
    }
    connection.commit();
  }

  private static boolean tryLock(Connection connection, long key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** The backend that holds the lock; 0 when it has just let go. */
  private static int holder(Connection connection, long key) throws SQLException {
    String sql =
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            + " AND classid::bigint = ? AND objid::bigint = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key >>> Integer.SIZE);
      statement.setLong(2, key & 0xFFFF_FFFFL);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private static void terminate(Connection connection, int pid) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_terminate_backend(?)")) {
      statement.setInt(1, pid);
      statement.execute();
    }
    connection.commit();
  }

  /** Waits, unless the task is being cancelled. */
  static void pause(Duration time) throws InterruptedException {
    LockSupport.parkNanos(time.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException("the task is being cancelled");
    }
  }

  Connection connection() {
    return connection;
  }

  /** Drops the connection at once, from any thread. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.info("could not abort the connection", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.info("could not close the connection", e);
    }
  }

  static void closeQuietly(@Nullable PostgresSession session) {
    if (session != null) {
      session.close();
    }
  }
}
