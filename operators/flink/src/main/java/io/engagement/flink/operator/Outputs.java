package io.engagement.flink.operator;

import io.engagement.core.table.CellDelta;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.CellDeltaSerializer;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.WireType;
import java.io.Serializable;
import java.util.BitSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * The ways out of an operator besides its main one.
 *
 * @param deltas changes of cells
 * @param items changes of the items of ranked tables
 * @param rows finished rows: facts, rejected records, late events
 * @param progress how far partitions have been read, before each barrier
 * @param rankedTables the ids of ranked tables
 */
public record Outputs(
    OutputTag<CellDelta> deltas,
    OutputTag<CellDelta> items,
    OutputTag<RowChange> rows,
    OutputTag<InputProgress> progress,
    BitSet rankedTables)
    implements Serializable {

  /** The tags for these tables. */
  public static Outputs of(OutputTables tables) {
    BitSet ranked = new BitSet();
    for (TableSpec table : tables.tables()) {
      ranked.set(table.id(), table instanceof RankedTable);
    }
    return new Outputs(
        new OutputTag<>("deltas", deltaType(tables)),
        new OutputTag<>("items", deltaType(tables)),
        new OutputTag<>("rows", new RowChangeTypeInfo(tables)),
        new OutputTag<>("progress", InputProgress.TYPE),
        ranked);
  }

  /** Whether a change is of an item of a ranked table. */
  public boolean isOfItem(CellDelta delta) {
    return rankedTables.get(delta.key().tableId());
  }

  /** The type of a stream of changes. */
  public static TypeInformation<CellDelta> deltaType(OutputTables tables) {
    return WireType.of(CellDelta.class, new CellDeltaSerializer(tables));
  }
}
