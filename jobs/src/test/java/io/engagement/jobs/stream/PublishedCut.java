package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.local.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the database shows of actives, sessions, retention, funnels, carts, experiments, profiles
 * and owners of anonymous ids, and as of which checkpoint.
 *
 * @param offsets sum of the next offsets of all partitions at that checkpoint
 * @param watermark {@link Instant#MIN} when there is none
 * @param rows the numbers by table and key, for people
 * @param readAtNanos when it was read, by {@link System#nanoTime}
 */
record PublishedCut(
    long checkpoint,
    long offsets,
    Instant watermark,
    String accounting,
    Map<String, String> rows,
    long readAtNanos) {

  private static final String LEDGER =
      """
      SELECT last_ckpt,
        (SELECT coalesce(sum(part.value::bigint), 0)
           FROM jsonb_each(offsets) AS topic, jsonb_each_text(topic.value) AS part),
        coalesce((extract(epoch FROM watermark) * 1000)::bigint, 0),
        (SELECT concat('read ', sum(read), ' accepted ', sum(accepted), ' late ', sum(late))
           FROM input_accounting)
      FROM sink_ledger
      """;
  private static final String ROWS =
      """
      SELECT concat_ws(' ', 'active_users', metric, period, CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(bucket, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(bucket, 'YYYY-MM-DD') END, nullif(dimension, ''),
          nullif(value, '')), users::text
        FROM active_users
      UNION ALL
      SELECT concat_ws(' ', 'retention', CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(cohort, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(cohort, 'YYYY-MM-DD') END, period_index), users::text FROM retention
      UNION ALL
      SELECT concat_ws(' ', 'funnels', bucket, step),
          concat_ws(' ', users, round(mean_seconds, 3) || ' s')
        FROM funnels
      UNION ALL
      SELECT concat_ws(' ', 'sessions', user_id,
          to_char(started_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI')),
          concat('until ', to_char(ended_at AT TIME ZONE 'UTC', 'HH24:MI'), ', ', events, ' events')
        FROM sessions
      UNION ALL
      SELECT concat_ws(' ', 'session_metrics', period, CASE WHEN period IN ('hour', 'rolling_5m') THEN to_char(bucket, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE to_char(bucket, 'YYYY-MM-DD') END),
          concat(sessions, ' of ', events, ' events')
        FROM session_metrics
      UNION ALL
      SELECT concat_ws(' ', 'carts', user_id, to_char(created_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI')),
          concat_ws(' ', state, round(amount, 2), currency)
        FROM carts
      UNION ALL
      SELECT concat_ws(' ', 'cart_metrics', bucket, currency),
          concat(created, ' created, ', purchased, ' purchased, ', abandoned, ' abandoned, ',
              recovered, ' recovered')
        FROM cart_metrics
      UNION ALL
      SELECT concat_ws(' ', 'experiments', experiment, variant, goal),
          concat(converters, ' of ', users, ', sum ', round(sum, 2))
        FROM experiments
      UNION ALL
      SELECT concat_ws(' ', 'experiment_assignments', experiment, user_id),
          concat_ws(' ', variant, to_char(exposed_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI'),
              CASE WHEN excluded THEN 'excluded' END, goals_reached)
        FROM experiment_assignments
      UNION ALL
      SELECT concat_ws(' ', 'user_engagement', user_id),
          concat('since ', to_char(first_seen AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), ', ',
              active_days_30, ' days, ', sessions_30, ' sessions, ', orders_30, ' orders')
        FROM user_engagement
      UNION ALL
      SELECT concat_ws(' ', 'identity_merges', anonymous_id), concat_ws(' ', user_id, events)
        FROM identity_merges
      """;

  /** What changes until another one, and nothing else: {@code was -> is}, a dash for no row. */
  Map<String, String> changesTo(PublishedCut after) {
    Map<String, String> all = new TreeMap<>(rows);
    all.putAll(after.rows());
    Map<String, String> changes = new TreeMap<>();
    for (String key : all.keySet()) {
      String was = rows.getOrDefault(key, "-");
      String is = after.rows().getOrDefault(key, "-");
      if (!was.equals(is)) {
        changes.put(key, was + " -> " + is);
      }
    }
    return changes;
  }

  /** Reads cuts over one connection. */
  static final class Reader implements AutoCloseable {
    private final Connection connection;

    private Reader(Connection connection) {
      this.connection = connection;
    }

    static Reader connect(LocalPostgres postgres, String database) throws SQLException {
      Connection connection =
          DriverManager.getConnection(
              postgres.jdbcUrl(database), postgres.user(), postgres.password());
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path TO engagement");
      }
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return new Reader(connection);
    }

    /** One checkpoint, whole; 0 before the first. */
    PublishedCut read() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        long checkpoint = 0;
        long offsets = 0;
        Instant watermark = Instant.MIN;
        String accounting = "";
        try (ResultSet ledger = statement.executeQuery(LEDGER)) {
          if (ledger.next()) {
            checkpoint = ledger.getLong(1);
            offsets = ledger.getLong(2);
            watermark = Instant.ofEpochMilli(ledger.getLong(3));
            accounting = ledger.getString(4);
          }
        }
        Map<String, String> rows = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(ROWS)) {
          while (row.next()) {
            rows.put(row.getString(1), row.getString(2));
          }
        }
        return new PublishedCut(
            checkpoint, offsets, watermark, accounting, rows, System.nanoTime());
      } finally {
        connection.rollback();
      }
    }

    /** The first column of what a query answers. */
    List<String> texts(String query) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        List<String> texts = new ArrayList<>();
        while (row.next()) {
          texts.add(row.getString(1));
        }
        return texts;
      } finally {
        connection.rollback();
      }
    }

    /**
     * Waits until all that was sent has been published, the watermark is there as well, and two
     * checkpoints changed nothing.
     */
    PublishedCut settled(LocalRun run, long sent, Instant newest) {
      List<PublishedCut> cuts = new ArrayList<>();
      await("all that was sent in the database")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                assertThat(run.result()).isNotDone();
                addIfNew(cuts, read());
                PublishedCut latest = cuts.get(cuts.size() - 1);
                cuts.removeIf(cut -> cut.offsets() != sent || !cut.rows().equals(latest.rows()));
                return cuts.size() >= 3 && latest.watermark().isAfter(newest.minusSeconds(60));
              });
      return cuts.get(cuts.size() - 1);
    }

    /** Adds it unless it is of the checkpoint of the last one. */
    static void addIfNew(List<PublishedCut> cuts, PublishedCut cut) {
      if (cuts.isEmpty() || cuts.get(cuts.size() - 1).checkpoint() != cut.checkpoint()) {
        cuts.add(cut);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
