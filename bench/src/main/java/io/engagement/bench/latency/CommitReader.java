package io.engagement.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL as anybody would: looks at the ledger's row every 20 ms, and when a commit has
 * changed it at the rows of probes, by an index that holds them alone. Notes every commit.
 */
final class CommitReader implements AutoCloseable {
  private static final int EVERY_MILLIS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final ProbeTable table;
  private final LongSupplier appended;
  private final List<Commit> commits = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong lastCommit = new AtomicLong();
  private final Thread thread = new Thread(this::run, "reader");
  private volatile @Nullable Probes probes;
  private volatile @Nullable Exception failure;

  /**
   * A commit as a reader has seen it.
   *
   * @param seenNanos when, as {@link System#nanoTime} says
   * @param read events that it shows
   * @param waiting events that had been appended when it was seen, and that it does not show
   * @param rows that it has written or deleted
   * @param millis from its time, which is written behind its rows, until it was seen
   */
  record Commit(long seenNanos, long read, long waiting, long rows, double millis) {}

  /**
   * Begins to read.
   *
   * @param appended says how many events have been appended
   */
  CommitReader(String url, String user, String password, ProbeTable table, LongSupplier appended)
      throws SQLException {
    this.connection = DriverManager.getConnection(url, user, password);
    this.table = table;
    this.appended = appended;
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE INDEX ON engagement.%s (user_id) WHERE user_id LIKE '%s%%'"
              .formatted(table.name(), Probes.PREFIX));
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Has it look for the rows of those. */
  void follow(Probes others) {
    probes = others;
  }

  private void run() {
    try (PreparedStatement ledger =
            connection.prepareStatement(
                "SELECT last_commit, offsets, counts, committed_at FROM engagement.sink_ledger");
        PreparedStatement rows =
            connection.prepareStatement(
                "SELECT user_id FROM engagement.%s WHERE user_id LIKE '%s%%' AND user_id >= ? AND metric = ?"
                    .formatted(table.name(), Probes.PREFIX))) {
      while (!stopped.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        look(ledger, rows);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | java.io.IOException e) {
      failure = e;
    }
  }

  private void look(PreparedStatement ledger, PreparedStatement rows)
      throws SQLException, java.io.IOException {
    try (ResultSet row = ledger.executeQuery()) {
      if (!row.next() || row.getLong(1) == lastCommit.get()) {
        return;
      }
      long nowNanos = System.nanoTime();
      long nowMillis = System.currentTimeMillis();
      Probes followed = probes;
      String first = followed == null ? "" : followed.firstWaiting();
      if (followed != null && !first.isEmpty()) {
        followed.seen(users(rows, first), System.nanoTime());
      }
      OffsetDateTime at = row.getObject(4, OffsetDateTime.class);
      long read = sum(JSON.readTree(row.getString(2)), "");
      synchronized (commits) {
        commits.add(
            new Commit(
                nowNanos,
                read,
                appended.getAsLong() - read,
                rows(row.getString(3)),
                at == null ? Double.NaN : nowMillis - at.toInstant().toEpochMilli()));
      }
      lastCommit.set(row.getLong(1));
    }
  }

  private List<String> users(PreparedStatement rows, String first) throws SQLException {
    rows.setString(1, first);
    rows.setString(2, table.metric());
    List<String> users = new ArrayList<>();
    try (ResultSet found = rows.executeQuery()) {
      while (found.next()) {
        users.add(found.getString(1));
      }
    }
    return users;
  }

  private static long rows(@Nullable String counts) throws java.io.IOException {
    JsonNode tables = JSON.readTree(counts == null ? "{}" : counts);
    return sum(tables, "upserted") + sum(tables, "deleted");
  }

  /** Of all numbers, or of those of that name, in the objects of an object. */
  private static long sum(JsonNode objects, String name) {
    long sum = 0;
    for (JsonNode object : objects) {
      if (name.isEmpty()) {
        for (JsonNode number : object) {
          sum += number.asLong();
        }
      } else {
        sum += object.path(name).asLong();
      }
    }
    return sum;
  }

  /** All so far. */
  List<Commit> commits() {
    requireRunning();
    synchronized (commits) {
      return List.copyOf(commits);
    }
  }

  /** How many events the last commit shows. */
  long read() {
    List<Commit> seen = commits();
    return seen.isEmpty() ? 0 : seen.get(seen.size() - 1).read();
  }

  private void requireRunning() {
    Exception seen = failure;
    if (seen != null) {
      throw new IllegalStateException("PostgreSQL cannot be read", seen);
    }
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    stopped.countDown();
    thread.join();
    connection.close();
  }
}
