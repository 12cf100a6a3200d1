package io.engagement.flink.sink.postgres;

import io.engagement.core.catalog.DefinitionTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that brings a batch of changes into one table. Changes go to temporary tables of the
 * session first; unchanged rows are not written, rows are touched in the order of their keys.
 */
final class TableStatements {
  final TableSpec table;
  final Tombstones tombstones;
  final String createStage;
  final String createKeys;
  final String copyStage;
  final String copyKeys;
  final String emptyStage;
  final String emptyKeys;
  final String deleteAll;
  final String deleteMetric;
  final String createComplete;
  final String copyComplete;
  final String emptyComplete;

  private final @Nullable String family;
  private final String target;

  /**
   * The definitions of the table's family, and the commit that published them first as they are.
   */
  private final String lives;

  private final String correct;
  private final String insert;
  private final String onConflict;
  private final String isChanged;
  private final String delete;

  TableStatements(String schema, TableSpec table) {
    this.table = table;
    this.family = MetricCatalog.family(table);
    this.lives = lives(schema, family);
    this.tombstones = new Tombstones(schema, table);
    List<Column> keys = table.keyColumns();
    List<Column> values = table.valueColumns();
    List<Column> all = new ArrayList<>(keys);
    all.addAll(values);
    target = SqlText.qualified(schema, table.name());
    String stage = "pg_temp." + SqlText.quote("stage_" + table.id());
    String stageKeys = "pg_temp." + SqlText.quote("stage_keys_" + table.id());
    String keyList = SqlText.list(keys, ", ", name -> name);
    String allList = SqlText.list(all, ", ", name -> name);
    createStage =
        "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DELETE ROWS AS SELECT %s FROM %s WITH NO DATA"
            .formatted(stage, allList, target);
    createKeys =
        "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DELETE ROWS AS SELECT %s FROM %s WITH NO DATA"
            .formatted(stageKeys, keyList, target);
    copyStage = "COPY %s (%s) FROM STDIN".formatted(stage, allList);
    copyKeys = "COPY %s (%s) FROM STDIN".formatted(stageKeys, keyList);
    insert =
        "INSERT INTO %s AS target (%s, commit_seq, changed_at) SELECT %s, "
            .formatted(target, allList, allList);
    onConflict =
        " FROM %s ORDER BY %s ON CONFLICT (%s) DO UPDATE SET %scommit_seq = EXCLUDED.commit_seq, changed_at = "
            .formatted(
                stage,
                keyList,
                keyList,
                SqlText.list(values, "", name -> name + " = EXCLUDED." + name + ", "));
    isChanged =
        values.isEmpty()
            ? "FALSE"
            : "(%s) IS DISTINCT FROM (%s)"
                .formatted(
                    SqlText.list(values, ", ", name -> "target." + name),
                    SqlText.list(values, ", ", name -> "EXCLUDED." + name));
    delete =
        "DELETE FROM %s AS target USING %s AS gone WHERE %s"
            .formatted(
                target,
                stageKeys,
                SqlText.list(keys, " AND ", name -> "target." + name + " = gone." + name));
    emptyStage = "TRUNCATE " + stage;
    emptyKeys = "TRUNCATE " + stageKeys;
    deleteAll = "DELETE FROM " + target;
    deleteMetric = deleteAll + " WHERE metric = ?";
    String complete = "pg_temp." + SqlText.quote("stage_complete_" + table.id());
    createComplete =
        "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DELETE ROWS AS SELECT %s, false AS departs FROM %s WITH NO DATA"
            .formatted(complete, keyList, target);
    copyComplete = "COPY %s (%s, departs) FROM STDIN".formatted(complete, keyList);
    emptyComplete = "TRUNCATE " + complete;
    correct = Corrections.areKeptOf(table) ? correct(schema, table, complete, stage) : "";
  }

  /** Compares the rows whose keys are staged with what is staged of them. */
  private static String correct(String schema, TableSpec table, String complete, String stage) {
    List<Column> keys = table.keyColumns();
    String same = SqlText.list(keys, " AND ", name -> "%1$s." + name + " = changed." + name);
    String numbers =
        table.valueColumns().stream()
            .filter(column -> isNumber(column.type()))
            .map(Column::name)
            .map(
                name ->
                    "('%1$s', target.%2$s::numeric, stage.%2$s::numeric)"
                        .formatted(name, SqlText.quote(name)))
            .collect(Collectors.joining(", "));
    String key =
        keys.stream()
            .filter(column -> !column.name().equals("metric"))
            .map(
                column ->
                    "'%s', changed.%s%s"
                        .formatted(
                            column.name(),
                            SqlText.quote(column.name()),
                            column.type() == ColumnType.BUCKET ? "::date" : ""))
            .collect(Collectors.joining(", "));
    return """
        INSERT INTO %s AS known
          (hour, table_name, metric, key, column_name, before, after, cause, ckpt, corrected_at, commit_seq)
        SELECT date_trunc('hour', stamp.at, 'UTC'), '%s', changed.metric, jsonb_build_object(%s),
          measure.name, measure.before, measure.after,
          CASE WHEN changed.departs THEN 'definition' WHEN changed.metric = ANY (?) THEN ? ELSE ? END, ?, stamp.at, ?
        FROM %s AS changed
        CROSS JOIN (SELECT ?::timestamptz) AS stamp (at)
        LEFT JOIN %s AS target ON %s
        LEFT JOIN %s AS stage ON %s
        CROSS JOIN LATERAL (VALUES %s) AS measure (name, before, after)
        WHERE coalesce(measure.before, 0) <> coalesce(measure.after, 0)%s
        ON CONFLICT (hour, table_name, metric, column_name, md5(key::text)) DO UPDATE SET
          after = EXCLUDED.after, ckpt = EXCLUDED.ckpt, corrected_at = EXCLUDED.corrected_at,
          commit_seq = EXCLUDED.commit_seq,
          cause = CASE WHEN known.cause = EXCLUDED.cause THEN known.cause ELSE (
            SELECT string_agg(one, ' or ' ORDER BY array_position(ARRAY[%s], one))
            FROM (
              SELECT unnest(string_to_array(known.cause, ' or '))
              UNION SELECT unnest(string_to_array(EXCLUDED.cause, ' or '))
            ) AS causes (one)) END"""
        .formatted(
            SqlText.qualified(schema, Corrections.TABLE),
            table.name(),
            key,
            complete,
            SqlText.qualified(schema, table.name()),
            same.formatted("target"),
            stage,
            same.formatted("stage"),
            numbers,
            named(table.valueColumns(), "complete")
                ? " AND target.complete IS NOT FALSE AND stage.complete IS NOT FALSE"
                : "",
            Arrays.stream(Corrections.Cause.values())
                .map(cause -> SqlText.literal(cause.text()))
                .collect(Collectors.joining(", ")));
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type) {
      case LONG, INT, SECONDS, MONEY, DECIMAL, DOUBLE -> true;
      case TEXT, BOOLEAN, DATE, TIMESTAMP, JSON, BUCKET -> false;
    };
  }

  /**
   * Notes which of the rows staged as complete change their numbers, before they are brought in.
   *
   * @return how many numbers
   */
  long correct(Connection connection, Corrections corrections, CommitStamp stamp)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(correct)) {
      statement.setArray(
          1, connection.createArrayOf("text", corrections.redefined(family).toArray()));
      statement.setString(2, corrections.causes(table, true));
      statement.setString(3, corrections.causes(table, false));
      statement.setLong(4, corrections.ckpt());
      statement.setLong(5, stamp.commit());
      statement.setObject(6, stamp.at().atOffset(ZoneOffset.UTC));
      return statement.executeLargeUpdate();
    }
  }

  /** Keeps what the definitions were before a commit, until it ends. */
  static String rememberDefinitions(String schema) {
    return "CREATE TEMPORARY TABLE former_definitions ON COMMIT DROP AS SELECT * FROM "
        + SqlText.qualified(schema, DefinitionTables.DEFINITIONS.name());
  }

  private static String lives(String schema, @Nullable String family) {
    return ("(SELECT now.metric, former.commit_seq AS began FROM %s AS now"
            + " LEFT JOIN pg_temp.former_definitions AS former"
            + " ON (former.metric, former.family, former.meaning, former.since_checkpoint)"
            + " = (now.metric, now.family, now.meaning, now.since_checkpoint)"
            + " AND former.since IS NOT DISTINCT FROM now.since AND former.until IS NULL"
            + " WHERE now.family = '%s' AND now.until IS NULL) AS life")
        .formatted(SqlText.qualified(schema, DefinitionTables.DEFINITIONS.name()), family);
  }

  /**
   * Brings the staged rows in, each with number and time of this commit unless it is unchanged. An
   * unchanged row that is written all the same keeps its time.
   */
  String upsert(CommitStamp stamp) {
    String changedAt =
        stamp.rewrites()
            ? "CASE WHEN %s THEN EXCLUDED.changed_at ELSE target.changed_at END"
                .formatted(isChanged)
            : "EXCLUDED.changed_at";
    return "%s%d, %s%s%s WHERE %s OR %s"
        .formatted(
            insert,
            stamp.commit(),
            stamp.time(),
            onConflict,
            changedAt,
            isChanged,
            stamp.rewrites("target.commit_seq"));
  }

  /** Deletes the rows whose keys are staged. */
  String delete(CommitStamp stamp) {
    return tombstones.noting(delete, stamp);
  }

  /** Deletes what abandoned commits wrote and no later one has written again. */
  String deleteAbandoned(CommitStamp stamp) {
    return tombstones.noting(
        "DELETE FROM %s AS target WHERE %s"
            .formatted(target, stamp.isAbandoned("target.commit_seq")),
        stamp);
  }

  /**
   * Deletes what a commit that brought all rows did not write. Rows of a definition that published
   * nothing are left alone: it may not be configured any more. So are rows of an earlier life of a
   * definition, which {@code --on-change METRIC=keep} has left and no state holds; see {@link
   * #deleteFormerLives}.
   */
  String deleteStale(CommitStamp stamp) {
    String stale =
        family == null
            ? "DELETE FROM %1$s AS target WHERE target.commit_seq < %3$d"
            : "DELETE FROM %1$s AS target USING %2$s WHERE target.metric = life.metric"
                + " AND target.commit_seq < %3$d AND target.commit_seq >= life.began"
                + " AND target.metric IN (SELECT metric FROM %1$s WHERE commit_seq = %3$d)";
    return tombstones.noting(stale.formatted(target, lives, stamp.commit()), stamp);
  }

  /**
   * Deletes older rows in buckets that a definition counts now: none of them was kept. Of a
   * definition that means something else since a commit that the database has lost, it deletes what
   * was incomplete as well, or all where rows do not say.
   */
  String deleteFormerLives(CommitStamp stamp) {
    boolean neverEnds = table instanceof CellTable cells && cells.neverEnds();
    boolean bucketed = named(table.keyColumns(), "bucket") && !neverEnds;
    boolean periodic = named(table.keyColumns(), "period");
    boolean tellsComplete = named(table.valueColumns(), "complete");
    List<String> doubts = new ArrayList<>();
    if (bucketed) {
      doubts.add("target.bucket >= fresh.first");
    }
    if (tellsComplete || !bucketed) {
      doubts.add("life.began IS NULL" + (tellsComplete ? " AND NOT target.complete" : ""));
    }
    String former =
        ("DELETE FROM %1$s AS target USING %2$s,"
                + " (SELECT metric, %3$s AS period, min(%4$s) AS first FROM %1$s WHERE commit_seq = %5$d"
                + " GROUP BY 1, 2) AS fresh"
                + " WHERE target.metric = life.metric AND fresh.metric = life.metric"
                + " AND target.commit_seq < %5$d AND (%6$s)")
            .formatted(
                target,
                lives,
                periodic ? "period" : "0",
                bucketed ? "bucket" : "0",
                stamp.commit(),
                String.join(" OR ", doubts))
            .concat(periodic ? " AND fresh.period = target.period" : "");
    return tombstones.noting(former, stamp);
  }

  private static boolean named(List<Column> columns, String name) {
    return columns.stream().anyMatch(column -> column.name().equals(name));
  }

  /** Whether its rows belong to definitions. */
  boolean isOfDefinitions() {
    return family != null;
  }
}
