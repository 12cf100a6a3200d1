package io.engagement.flink.serde;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import org.jspecify.annotations.Nullable;

/**
 * Changes of cells on their way to the cell's subtask: the key with its length, then the change.
 */
public final class CellDeltaSerializer extends WireSerializer<CellDelta> {
  private static final long serialVersionUID = 1L;

  private final OutputTables tables;
  private transient @Nullable TableIndex index;

  public CellDeltaSerializer(OutputTables tables) {
    this.tables = tables;
  }

  @Override
  protected void write(CellDelta delta, StateWriter out) {
    byte[] key = delta.key().bytes();
    out.writeUnsigned(key.length);
    out.writeBytes(key, 0, key.length);
    delta.change().write(out);
  }

  @Override
  protected CellDelta read(StateReader in) {
    CellKey key = new CellKey(in.readBytes(in.readUnsignedInt()));
    return new CellDelta(key, CellValue.read(table(key), in));
  }

  private CellTable table(CellKey key) {
    TableIndex known = index;
    if (known == null) {
      known = new TableIndex(tables.tables());
      index = known;
    }
    return known.cells(key.tableId());
  }

  @Override
  public CellDelta createInstance() {
    throw new UnsupportedOperationException("a change is of a cell");
  }

  @Override
  public CellDelta copy(CellDelta from) {
    CellValue change = new CellValue(table(from.key()));
    change.merge(from.change());
    return new CellDelta(from.key(), change);
  }

  @Override
  public CellDeltaSerializer duplicate() {
    return new CellDeltaSerializer(tables);
  }
}
