package io.engagement.flink.operator;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowFormat;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * What an operator that keeps histories needs to delete users: who has been deleted, and by which
 * keys the rows of those that have not can be found.
 *
 * <p>State: {@link StateCatalog#DELETED_IDS}; per user {@link StateCatalog#FACT_KEYS}.
 */
final class Deletions {
  private final DeletionRules rules;
  private final DeletedIdsState ids;
  private final TableIndex tables;
  private final StateWriter writer = new StateWriter(128);
  private final StateReader reader = new StateReader();

  /** For a subtask, which gets the ids of its key groups back. */
  Deletions(
      DeletionRules rules, OutputTables tables, TaskInfo task, StateInitializationContext context)
      throws Exception {
    this.rules = rules;
    this.ids = new DeletedIdsState(rules, task, context);
    this.tables = new TableIndex(tables.tables());
  }

  DeletionRules rules() {
    return rules;
  }

  DeletedIdsState ids() {
    return ids;
  }

  /**
   * Keeps the key of a row that is about a user, or drops that of one that is deleted.
   *
   * @param keys of that user
   */
  void remember(RowChange row, MapState<String, Boolean> keys) throws Exception {
    writer.clear();
    RowFormat.write(new RowChange(row.table(), row.key(), null), writer);
    String key = new String(writer.array(), 0, writer.size(), StandardCharsets.ISO_8859_1);
    if (row.isDelete()) {
      keys.remove(key);
    } else {
      keys.put(key, Boolean.TRUE);
    }
  }

  /** The rows of a user whose keys are known, as deletions. Drops the keys. */
  List<RowChange> takeKnown(MapState<String, Boolean> keys) throws Exception {
    List<RowChange> rows = new ArrayList<>();
    for (String key : keys.keys()) {
      RowChange row =
          RowFormat.read(reader.over(key.getBytes(StandardCharsets.ISO_8859_1)), tables);
      rows.add(row);
    }
    keys.clear();
    return rows;
  }
}
