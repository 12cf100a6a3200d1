package io.engagement.flink.sink.postgres;

import io.engagement.core.metric.Column;
import io.engagement.core.metric.TableSpec;
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
  final String upsert;
  final String delete;
  final String emptyStages;
  final String deleteAll;

  TableStatements(String schema, TableSpec table) {
    this.table = table;
    List<Column> keys = table.keyColumns();
    List<Column> values = table.valueColumns();
    List<Column> all = new ArrayList<>(keys);
    all.addAll(values);
    String target = SqlText.qualified(schema, table.name());
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
    upsert =
        "INSERT INTO %s AS target (%s) SELECT %s FROM %s ORDER BY %s ON CONFLICT (%s) DO %s"
            .formatted(target, allList, allList, stage, keyList, keyList, onConflict(values));
    delete =
        "DELETE FROM %s AS target USING %s AS gone WHERE %s"
            .formatted(
                target,
                stageKeys,
                SqlText.list(keys, " AND ", name -> "target." + name + " = gone." + name));
    emptyStages = "TRUNCATE %s, %s".formatted(stage, stageKeys);
    deleteAll = "DELETE FROM " + target;
  }

  private static String onConflict(List<Column> values) {
    if (values.isEmpty()) {
      return "NOTHING";
    }
    return "UPDATE SET %s WHERE (%s) IS DISTINCT FROM (%s)"
        .formatted(
            SqlText.list(values, ", ", name -> name + " = EXCLUDED." + name),
            SqlText.list(values, ", ", name -> "target." + name),
            SqlText.list(values, ", ", name -> "EXCLUDED." + name));
  }
}
