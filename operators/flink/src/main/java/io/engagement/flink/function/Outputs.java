package io.engagement.flink.function;

import io.engagement.core.metric.CellDelta;
import io.engagement.core.metric.RowChange;
import io.engagement.flink.serde.CellDeltaSerializer;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.WireType;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * The ways out of an operator besides its main one.
 *
 * @param deltas changes of cells
 * @param rows finished rows: facts, rejected records, late events
 */
public record Outputs(OutputTag<CellDelta> deltas, OutputTag<RowChange> rows)
    implements Serializable {

  /** The tags for these tables. */
  public static Outputs of(OutputTables tables) {
    return new Outputs(
        new OutputTag<>("deltas", deltaType(tables)),
        new OutputTag<>("rows", new RowChangeTypeInfo(tables)));
  }

  /** The type of a stream of changes. */
  public static TypeInformation<CellDelta> deltaType(OutputTables tables) {
    return WireType.of(CellDelta.class, new CellDeltaSerializer(tables));
  }
}
