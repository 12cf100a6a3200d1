package io.engagement.flink.sink.postgres;

import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL that brings a batch of changes into one table. Changes go to temporary tables of the
 * session first; unchanged rows are not written, rows are touched in the order of their keys.
 */
final class TableStatements {
  final TableSpec table;
  final String createStage;
  final String createKeys;
  final String copyStage;
  final String copyKeys;
  final String delete;
  final String emptyStages;
  final String deleteAll;

  private final String target;
  private final String insert;
  private final String onConflict;

  TableStatements(String schema, TableSpec table) {
    this.table = table;
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
        "INSERT INTO %s AS target (%s, commit_seq) SELECT %s, ".formatted(target, allList, allList);
    onConflict =
        " FROM %s ORDER BY %s ON CONFLICT (%s) DO UPDATE SET %scommit_seq = EXCLUDED.commit_seq WHERE %s"
            .formatted(
                stage,
                keyList,
                keyList,
                SqlText.list(values, "", name -> name + " = EXCLUDED." + name + ", "),
                values.isEmpty()
                    ? "FALSE"
                    : "(%s) IS DISTINCT FROM (%s)"
                        .formatted(
                            SqlText.list(values, ", ", name -> "target." + name),
                            SqlText.list(values, ", ", name -> "EXCLUDED." + name)));
    delete =
        "DELETE FROM %s AS target USING %s AS gone WHERE %s"
            .formatted(
                target,
                stageKeys,
                SqlText.list(keys, " AND ", name -> "target." + name + " = gone." + name));
    emptyStages = "TRUNCATE %s, %s".formatted(stage, stageKeys);
    deleteAll = "DELETE FROM " + target;
  }

  /** Brings the staged rows in, each with the number of this commit unless it is unchanged. */
  String upsert(CommitStamp stamp) {
    return insert + stamp.commit() + onConflict + " OR " + stamp.rewrites("target.commit_seq");
  }

  /** Deletes what abandoned commits wrote and no later one has written again. */
  String deleteAbandoned(CommitStamp stamp) {
    return "DELETE FROM " + target + " WHERE " + stamp.isAbandoned("commit_seq");
  }

  /**
   * Deletes what a commit that brought all rows did not write. Rows of a definition that published
   * nothing are left alone: it may not be configured any more.
   */
  String deleteStale(CommitStamp stamp) {
    String older = "DELETE FROM " + target + " WHERE commit_seq < " + stamp.commit();
    return table.keyColumns().stream().noneMatch(column -> column.name().equals("metric"))
        ? older
        : older
            + " AND metric IN (SELECT metric FROM "
            + target
            + " WHERE commit_seq = "
            + stamp.commit()
            + ")";
  }
}
