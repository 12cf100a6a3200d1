package io.engagement.jobs.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads all tables in one REPEATABLE READ snapshot again and again, and checks that they belong to
 * one checkpoint: every number can be reached from another table.
 *
 * <p>Holds where every event belongs to a session of the only sessions definition.
 */
final class CutAuditor implements AutoCloseable {
  private static final int KEPT = 5;
  private static final String ACCOUNTING =
      """
      SELECT count(*), sum(read), sum(accepted), sum(late), sum(rejected),
        count(*) FILTER (WHERE read <> accepted + duplicate + late + rejected + filtered),
        count(*) FILTER (WHERE read <> next_offset),
        coalesce(sum(next_offset), 0)
      FROM input_accounting
      """;
  private static final String LEDGER =
      """
      SELECT last_ckpt, coalesce(watermark, '-infinity'),
        (SELECT coalesce(sum(part.value::bigint), 0)
           FROM jsonb_each(offsets) AS topic, jsonb_each_text(topic.value) AS part),
        status
      FROM sink_ledger
      """;
  private static final String FACTS = "SELECT count(*), coalesce(sum(events), 0) FROM sessions";

  /** For every period and dimension: the sums must be those of the facts. */
  private static final String CELLS =
      """
      SELECT period, dimension, sum(sessions), sum(events)
      FROM session_metrics GROUP BY period, dimension
      """;

  private static final String REFUSED =
      "SELECT (SELECT count(*) FROM rejected), (SELECT count(*) FROM late)";

  /**
   * What was seen so far.
   *
   * @param reads snapshots that were read
   * @param interrupted snapshots that could not be read to their end
   * @param checkpoints different checkpoints that were seen
   * @param torn snapshots whose tables do not belong together
   * @param examples the first of them
   */
  record Findings(
      long reads, long interrupted, long checkpoints, long torn, List<String> examples) {}

  private final Callable<Connection> database;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<String> examples = new ArrayList<>();
  private Connection connection;
  private long reads;
  private long interrupted;
  private long checkpoints;
  private long torn;
  private long lastCheckpoint;
  private long lastOffsets;
  private String lastWatermark = "";

  /**
   * @param database opens connections whose search path is the sink's schema
   */
  CutAuditor(Callable<Connection> database) {
    this.database = database;
  }

  /** Reads from now on, with so long a pause between two reads. */
  void start(long pauseMillis) {
    thread.scheduleWithFixedDelay(this::read, 0, pauseMillis, TimeUnit.MILLISECONDS);
  }

  synchronized Findings findings() {
    return new Findings(reads, interrupted, checkpoints, torn, List.copyOf(examples));
  }

  /** Reads once. */
  synchronized void read() {
    List<String> problems = new ArrayList<>();
    try {
      if (connection == null) {
        connection = database.call();
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      long checkpoint = look(problems);
      connection.commit();
      reads++;
      checkpoints += checkpoint == lastCheckpoint ? 0 : 1;
      lastCheckpoint = checkpoint;
    } catch (Exception unreachable) {
      interrupted++;
      disconnect();
    }
    if (!problems.isEmpty()) {
      torn++;
      if (examples.size() < KEPT) {
        examples.add("checkpoint " + lastCheckpoint + ": " + problems);
      }
    }
  }

  private long look(List<String> problems) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long checkpoint;
      long offsets;
      String watermark;
      try (ResultSet row = statement.executeQuery(LEDGER)) {
        if (!row.next()) {
          return 0;
        }
        checkpoint = row.getLong(1);
        watermark = row.getString(2);
        offsets = row.getLong(3);
        expect(problems, "status", "LIVE", checkpoint == 0 ? "LIVE" : row.getString(4));
      }
      if (checkpoint < lastCheckpoint || offsets < lastOffsets) {
        problems.add("the ledger went back from checkpoint " + lastCheckpoint);
      }
      boolean watermarkBack = watermark.compareTo(lastWatermark) < 0;
      if (watermarkBack && !watermark.startsWith("-") && !lastWatermark.startsWith("-")) {
        problems.add("the watermark went back from " + lastWatermark + " to " + watermark);
      }
      lastOffsets = offsets;
      lastWatermark = watermark;
      tables(statement, offsets, problems);
      return checkpoint;
    }
  }

  private static void tables(Statement statement, long offsets, List<String> problems)
      throws SQLException {
    long accepted;
    long late;
    long rejected;
    try (ResultSet row = statement.executeQuery(ACCOUNTING)) {
      row.next();
      accepted = row.getLong(3);
      late = row.getLong(4);
      rejected = row.getLong(5);
      expect(problems, "partitions whose verdicts do not add up", 0L, row.getLong(6));
      expect(problems, "partitions with records left out", 0L, row.getLong(7));
      expect(problems, "offsets of ledger and accounting", offsets, row.getLong(8));
    }
    long sessions;
    try (ResultSet row = statement.executeQuery(FACTS)) {
      row.next();
      sessions = row.getLong(1);
      expect(problems, "events of sessions", accepted, row.getLong(2));
    }
    try (ResultSet row = statement.executeQuery(CELLS)) {
      while (row.next()) {
        String what = " by " + row.getString(1) + " " + row.getString(2);
        expect(problems, "sessions" + what, sessions, row.getLong(3));
        expect(problems, "events" + what, accepted, row.getLong(4));
      }
    }
    try (ResultSet row = statement.executeQuery(REFUSED)) {
      row.next();
      expect(problems, "rejected rows", rejected, row.getLong(1));
      expect(problems, "late rows", late, row.getLong(2));
    }
  }

  private static void expect(List<String> problems, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      problems.add(what + ": " + found + ", expected " + expected);
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        throw new IllegalStateException("cannot give a connection up", e);
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    thread.awaitTermination(1, TimeUnit.MINUTES);
    synchronized (this) {
      disconnect();
    }
  }
}
