package io.engagement.dashboard.cut;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of a cut show, and whether that is as it should be.
 *
 * @param commit number of the commit
 * @param checkpoint it published
 * @param status of the sink, see {@code sink_ledger}
 * @param until event time up to which the input is complete; null before there is a watermark, or
 *     anything read
 * @param committedAt by the database's clock; null before the first commit
 * @param readAt when it was read, by the same clock
 * @param usual time between two of the last commits; null before there are three
 * @param input what became of the records
 * @param otherZone whose days the tables have, if they are not those of the dashboard's
 *     configuration; else null
 * @param unreadable why nothing else is read; null when the tables can be
 */
public record Ledger(
    long commit,
    long checkpoint,
    String status,
    @Nullable Instant until,
    @Nullable Instant committedAt,
    Instant readAt,
    @Nullable Duration usual,
    Input input,
    @Nullable String otherZone,
    @Nullable String unreadable) {
  public Ledger {
    // The watermark of an input without records is the end of time.
    until = input.read() == 0 ? null : until;
  }

  /** As in {@code engage status}: a commit may miss so many intervals, and a minute. */
  private static final int MISSED_INTERVALS = 3;

  private static final Duration GRACE = Duration.ofMinutes(1);

  /** After which the page says that it waits, which is no alarm yet. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration BEHIND = Duration.ofHours(1);
  private static final String NOTHING_YET = "nothing published yet";

  /** A schema that may not be used looks as if nothing were in it. */
  private static final String EXISTS =
      """
      SELECT clock_timestamp(), NOT coalesce(has_schema_privilege(to_regnamespace(quote_ident(?)), 'USAGE'), true),
        to_regclass('sink_ledger') IS NOT NULL AND to_regclass('metric_definitions') IS NOT NULL""";

  private static final String OWNER =
      "SELECT sink_id FROM sink_table_owner WHERE table_name = 'metric_definitions'";

  private static final String SQL =
      """
      SELECT l.last_commit, l.last_ckpt, l.status, least(l.watermark, clock_timestamp()),
        l.committed_at, clock_timestamp(),
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FROM (
          SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY history_id)) AS gap FROM (
            SELECT history_id, at FROM sink_ledger_history
            WHERE sink_id = l.sink_id AND event = 'COMMIT'
            ORDER BY history_id DESC LIMIT 20) AS latest) AS gaps),
        i.read, i.rejected, i.late, i.adds_up, w.warnings,
        (SELECT min(zone) FROM metric_progress WHERE until IS NULL)
      FROM sink_ledger AS l,
        (SELECT coalesce(sum(read), 0)::bigint AS read, coalesce(sum(rejected), 0)::bigint AS rejected,
          coalesce(sum(late), 0)::bigint AS late,
          coalesce(bool_and(read = accepted + duplicate + late + rejected + filtered), true) AS adds_up
        FROM input_accounting) AS i,
        (SELECT coalesce(sum(count), 0)::bigint AS warnings FROM input_warnings) AS w
      WHERE l.sink_id = ?""";

  /**
   * What became of the records so far.
   *
   * @param warnings a record can have several
   * @param addsUp whether every record is accounted for
   */
  public record Input(long read, long rejected, long late, long warnings, boolean addsUp) {}

  private static Ledger none(String why, Instant readAt) {
    return new Ledger(
        0, 0, "NEW", null, null, readAt, null, new Input(0, 0, 0, 0, true), null, why);
  }

  /** The ledger as the transaction sees it. */
  static Ledger read(Connection connection, Database.Address address) throws SQLException {
    try (PreparedStatement exists = connection.prepareStatement(EXISTS)) {
      exists.setString(1, address.schema());
      try (ResultSet row = exists.executeQuery()) {
        row.next();
        Instant now = row.getObject(1, OffsetDateTime.class).toInstant();
        if (row.getBoolean(2)) {
          return none(
              "not readable: the role %s may not use the schema %s"
                  .formatted(address.user(), address.schema()),
              now);
        }
        return row.getBoolean(3) ? read(connection, address, now) : none(NOTHING_YET, now);
      }
    }
  }

  /** Whose the tables are, if they are not that deployment's. */
  private static Ledger ofOthers(Connection connection, String deployment, Instant now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OWNER);
        ResultSet row = statement.executeQuery()) {
      return none(
          row.next()
              ? "not of this deployment: these tables are of %s, not of %s"
                  .formatted(row.getString(1), deployment)
              : NOTHING_YET,
          now);
    }
  }

  private static Ledger read(Connection connection, Database.Address address, Instant now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setString(1, address.deployment());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return ofOthers(connection, address.deployment(), now);
        }
        String zone = row.getString(13);
        double gap = row.getDouble(7);
        Duration usual = row.wasNull() ? null : Duration.ofMillis(Math.round(gap * 1e3));
        return new Ledger(
            row.getLong(1),
            row.getLong(2),
            row.getString(3),
            instant(row, 4),
            instant(row, 5),
            row.getObject(6, OffsetDateTime.class).toInstant(),
            usual,
            new Input(
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(12),
                row.getBoolean(11)),
            zone == null || address.hasZone(zone) ? null : zone,
            null);
      }
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    // Before any watermark it is before all of time.
    return value == null || value.equals(OffsetDateTime.MIN) ? null : value.toInstant();
  }

  /** How it is, in words: {@code healthy}, or what is wrong. */
  public String health() {
    if (unreadable != null) {
      return unreadable;
    }
    if (committedAt == null) {
      return NOTHING_YET;
    }
    if (!status.equals("LIVE")) {
      return switch (status) {
        case "CATCHING_UP" -> "catching up: the input has not been read as far as before";
        case "REBUILDING" -> "being rebuilt: history is being counted again";
        case "REGRESSED" -> "stopped: the database has lost commits";
        default -> status;
      };
    }
    if (otherZone != null) {
      return "not of this zone: the days of these tables are those of %s, as time.zone should be"
          .formatted(otherZone);
    }
    if (!input.addsUp()) {
      return "not healthy: the accounting of the input does not add up";
    }
    if (isLaterBy(GRACE)) {
      return "not healthy: no commit for longer than usual; does the job run?";
    }
    if (isLaterBy(PATIENCE)) {
      return "waiting: the next commit is overdue";
    }
    if (input.read() == 0) {
      return "no record read yet";
    }
    if (until == null) {
      return "no watermark yet";
    }
    if (until.isBefore(readAt.minus(BEHIND))) {
      return "behind: the input is complete to an earlier time only";
    }
    return "healthy";
  }

  private boolean isLaterBy(Duration grace) {
    Duration tolerated =
        usual == null ? GRACE.multipliedBy(5) : usual.multipliedBy(MISSED_INTERVALS).plus(grace);
    return committedAt != null && committedAt.plus(tolerated).isBefore(readAt);
  }
}
