package io.engagement.flink.sink.postgres;

import static io.engagement.flink.sink.postgres.SinkRun.deleted;
import static io.engagement.flink.sink.postgres.SinkRun.left;
import static io.engagement.flink.sink.postgres.SinkRun.right;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.SinkFencedException;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import io.engagement.local.LocalPostgres.Origin;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lost connections, crashed servers, unknown outcomes, refused values. */
class PostgresSinkFaultITCase {
  private static final String LEFT = "SELECT name, number FROM left_numbers ORDER BY name";
  private static final String RIGHT = "SELECT name, number FROM right_numbers ORDER BY name";
  private static final String COMMITS =
      "SELECT last_ckpt FROM sink_ledger_history WHERE event = 'COMMIT' ORDER BY history_id";

  private static LocalPostgres server;
  private TestDatabase database;
  private PostgresSinkOptions options;

  @BeforeAll
  static void startServer() {
    server =
        LocalPostgres.builder().origin(Origin.INSTALLED).durability(Durability.NO_FSYNC).start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createTables() throws Exception {
    database = SinkRun.withTables(TestDatabase.migratedOn(server));
    options = database.options();
  }

  /** Does something once, at one point of the second commit. */
  private abstract static class Once implements CommitProbe {
    private static final long serialVersionUID = 1L;
    private int commits;

    abstract void happen(Connection connection) throws SQLException;

    void count(Connection connection) throws SQLException {
      if (++commits == 2) {
        happen(connection);
      }
    }
  }

  private static final class AcknowledgementLost extends Once {
    private static final long serialVersionUID = 1L;

    @Override
    void happen(Connection connection) throws SQLException {
      throw new SQLException("the connection broke while waiting for COMMIT's answer", "08006");
    }

    @Override
    public void afterCommit(Connection connection) throws SQLException {
      count(connection);
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostIsNotRepeated() throws Exception {
    try (SinkRun run = SinkRun.fresh(options, SinkRun.JOB, new AcknowledgementLost())) {
      run.put(left("a", 1)).checkpoint(1);
      run.put(left("a", 2)).checkpoint(2);
      run.put(left("a", 3)).checkpoint(3);
      assertThat(database.one(LEFT)).isEqualTo("a|3");
      assertThat(database.query(COMMITS)).containsExactly("1", "2", "3");
    }
  }

  private static final class BackendTerminated extends Once {
    private static final long serialVersionUID = 1L;

    @Override
    void happen(Connection connection) throws SQLException {
      int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      current.execute("SELECT pg_terminate_backend(" + pid + ")");
    }

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      count(connection);
    }
  }

  /** Probes are serialized with their operator: they find their database here. */
  private static TestDatabase current;

  @Test
  void aCommitWhoseBackendIsTerminatedIsRepeated() throws Exception {
    current = database;
    try (SinkRun run = SinkRun.fresh(options, SinkRun.JOB, new BackendTerminated())) {
      run.put(left("a", 1), right("a", 1)).checkpoint(1);
      run.put(left("a", 2), right("a", 2)).checkpoint(2);
      assertThat(database.one(LEFT)).isEqualTo("a|2");
      assertThat(database.one(RIGHT)).isEqualTo("a|2");
      assertThat(database.query(COMMITS)).containsExactly("1", "2");
    }
  }

  private static final class ServerCrash extends Once {
    private static final long serialVersionUID = 1L;
    private static volatile CompletableFuture<Void> back;

    @Override
    void happen(Connection connection) {
      server.stopImmediate();
      back = CompletableFuture.runAsync(() -> server.restart());
    }

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      count(connection);
    }
  }

  @Test
  void aServerThatCrashesWithinACommitIsWaitedFor() throws Exception {
    try (SinkRun run =
        SinkRun.fresh(
            options.waiting(Duration.ofMinutes(1), Duration.ofSeconds(10)),
            SinkRun.JOB,
            new ServerCrash())) {
      run.put(left("a", 1), right("a", 1)).checkpoint(1);
      run.put(left("a", 2), right("a", 2)).checkpoint(2);
      ServerCrash.back.get(1, TimeUnit.MINUTES);
      assertThat(database.one(LEFT)).isEqualTo("a|2");
      assertThat(database.one(RIGHT)).isEqualTo("a|2");
      assertThat(database.query(COMMITS)).containsExactly("1", "2");
    }
  }

  @Test
  void aServerThatStaysAwayFailsTheTaskAndARestartCommits() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run =
        SinkRun.fresh(options.waiting(Duration.ofMillis(300), Duration.ofSeconds(1)))) {
      run.put(left("a", 1)).checkpoint(1);
      state = run.put(left("a", 2)).snapshot(2);
      server.stop();
      assertThatThrownBy(() -> run.complete(2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could not be used for PT0.3S");
    } finally {
      server.restart();
    }
    SinkRun.restored(options, 2, state).close();
    assertThat(database.one(LEFT)).isEqualTo("a|2");
  }

  private static final class StuckInCommit extends Once {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch REACHED = new CountDownLatch(1);
    private static final CountDownLatch GO_ON = new CountDownLatch(1);

    @Override
    void happen(Connection connection) throws SQLException {
      REACHED.countDown();
      try {
        GO_ON.await();
      } catch (InterruptedException e) {
        throw new SQLException("interrupted", e);
      }
    }

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      count(connection);
    }
  }

  @Test
  void aLeftoverThatIsStuckWithinItsCommitCannotHoldUpTheNextAttempt() throws Exception {
    try (SinkRun stuck = SinkRun.fresh(options, SinkRun.JOB, new StuckInCommit())) {
      stuck.put(left("a", 1)).checkpoint(1);
      OperatorSubtaskState state = stuck.put(left("a", 2)).snapshot(2);
      stuck.put(left("zombie", 1));
      CompletableFuture<Throwable> end =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  stuck.complete(2);
                  return new AssertionError("the leftover has committed");
                } catch (Exception e) {
                  return e;
                }
              });
      assertThat(StuckInCommit.REACHED.await(30, TimeUnit.SECONDS)).isTrue();
      try (SinkRun next = SinkRun.restored(options, 2, state)) {
        assertThat(database.one(LEFT)).isEqualTo("a|2");
        StuckInCommit.GO_ON.countDown();
        assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(SinkFencedException.class);
        next.put(left("b", 3)).checkpoint(3);
      }
      assertThat(database.query(LEFT)).containsExactly("a|2", "b|3");
    }
  }

  @Test
  void rowsThatTheDatabaseRefusesAreSetAsideAndTheOthersCommitted() throws Exception {
    database.execute("ALTER TABLE right_numbers ADD CHECK (number < 100)");
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("nul \u0000 in a name", 1), deleted(left("nul \u0000 again", 1)));
      for (int i = 0; i < 50; i++) {
        run.put(left("n" + i, i), right("n" + i, i * 3));
      }
      run.checkpoint(1);
      assertThat(database.one("SELECT count(*) FROM left_numbers")).isEqualTo("50");
      assertThat(database.one("SELECT count(*), max(number) FROM right_numbers"))
          .isEqualTo("34|99");
      assertThat(
              database.query(
                  "SELECT table_name, operation, sql_state, count(*), min(ckpt)"
                      + " FROM sink_rejected_rows GROUP BY 1, 2, 3 ORDER BY 1, 2"))
          .containsExactly(
              "left_numbers|DELETE|22021|1|1",
              "left_numbers|UPSERT|22021|1|1",
              "right_numbers|UPSERT|23514|16|1");
      assertThat(database.one("SELECT \"row\" FROM sink_rejected_rows WHERE operation = 'DELETE'"))
          .isEqualTo("{\"name\":\"nul \\u0000 again\"}");
      assertThat(database.one("SELECT counts FROM sink_ledger"))
          .contains("\"left_numbers\": {\"deleted\": 0, \"rejected\": 2, \"upserted\": 50}");
      run.put(left("n0", 1000)).checkpoint(2);
      assertThat(database.one("SELECT number FROM left_numbers WHERE name = 'n0'"))
          .isEqualTo("1000");
    }
  }

  @Test
  void aRowWhoseKeyIsTooLongForAnIndexIsSetAsideAndTheOthersCommitted() throws Exception {
    Random random = new Random(7);
    String tooLong =
        random
            .ints(4_000, 0x4E00, 0x9FA5)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), left(tooLong, 2), left("b", 3)).checkpoint(1);
      assertThat(database.query(LEFT)).containsExactly("a|1", "b|3");
      assertThat(database.query("SELECT table_name, sql_state FROM sink_rejected_rows"))
          .containsExactly("left_numbers|54000");
    }
  }

  @Test
  void timeoutsOfTheRoleDoNotEndACommit() throws Exception {
    String role = "hasty_" + database.schema();
    database.execute("CREATE ROLE %s LOGIN SUPERUSER PASSWORD 'x'".formatted(role));
    for (String setting :
        List.of(
            "statement_timeout = '100ms'",
            "lock_timeout = '100ms'",
            "idle_in_transaction_session_timeout = '100ms'",
            "idle_session_timeout = '100ms'",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_read_only = 'on'")) {
      database.execute("ALTER ROLE %s SET %s".formatted(role, setting));
    }
    PostgresSinkOptions hasty = database.optionsAs(role, "x").waiting(ofSeconds(2), ofSeconds(1));
    try (SinkRun run = SinkRun.fresh(hasty, SinkRun.JOB, new SlowStatement())) {
      run.put(left("a", 1)).checkpoint(1);
      assertThat(database.one(LEFT)).isEqualTo("a|1");
    }
  }

  /** Takes longer than people are allowed to. */
  private static final class SlowStatement implements CommitProbe {
    private static final long serialVersionUID = 1L;

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute("SELECT pg_sleep(0.3)");
      }
    }
  }

  @Test
  void errorsThatARetryDoesNotMendEndTheJobWithOneSentence() throws Exception {
    assertThatThrownBy(() -> SinkRun.fresh(database.optionsAs("nobody_here", "x")))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining(options.url())
        .hasMessageContaining("nobody_here")
        .hasMessageContaining("sinks.postgres.user");
    String role = "poor_" + database.schema();
    database.execute("CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(role));
    database.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(database.schema(), role));
    database.execute(
        "GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(database.schema(), role));
    assertThatThrownBy(() -> SinkRun.fresh(database.optionsAs(role, "x")))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("permission denied for table sink_ledger")
        .hasStackTraceContaining("GRANT");
  }

  @Test
  void aTableThatIsDroppedUnderARunningJobEndsItAndIsNamed() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), right("a", 1)).checkpoint(1);
      database.execute("DROP TABLE right_numbers");
      run.put(right("a", 2)).snapshot(2);
      assertThatThrownBy(() -> run.complete(2))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("right_numbers")
          .hasStackTraceContaining("--takeover");
    }
  }

  @Test
  void aFaultThatIsNotTheRowsEndsTheJobAndNothingIsCommitted() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(1);
      database.execute("ALTER TABLE right_numbers RENAME COLUMN number TO amount");
      RowChange change = right("a", 1);
      run.put(left("a", 2), change).snapshot(2);
      assertThatThrownBy(() -> run.complete(2))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("number");
      assertThat(database.one(LEFT)).isEqualTo("a|1");
    }
  }
}
