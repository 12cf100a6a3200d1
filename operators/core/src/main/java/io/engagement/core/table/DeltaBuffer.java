package io.engagement.core.table;

import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sums changes to cells until they are drained. Metrics address a cell by writing its key part by
 * part, in the table's column order, and add to the value they get back:
 *
 * <pre>{@code
 * deltas.at(TABLE, definition).period(Period.DAY).number(day).total().cell().add(USERS, 1);
 * }</pre>
 *
 * <p>No allocation for a cell that is already in the buffer. Not thread-safe. Draining visits cells
 * in the order in which they first changed.
 */
public final class DeltaBuffer {
  private static final int INITIAL_SLOTS = 1 << 10;

  /** A buffer that had to grow beyond this gives the room back when it is drained. */
  private static final int KEPT_SLOTS = 1 << 14;

  private final StateWriter key = new StateWriter(64);
  private @Nullable CellTable table;
  private @Nullable CellKey[] slotKeys = new CellKey[INITIAL_SLOTS];
  private int[] slotCells = new int[INITIAL_SLOTS];
  private @Nullable CellDelta[] cells = new CellDelta[INITIAL_SLOTS / 2];
  private int size;

  /** Starts the key of a cell. */
  public DeltaBuffer at(CellTable cellTable, DefinitionKey definition) {
    return at(cellTable, definition.key());
  }

  /** Starts the key of a cell that no definition owns ({@code definitionKey} 0). */
  public DeltaBuffer at(CellTable cellTable, int definitionKey) {
    table = cellTable;
    key.clear();
    key.writeByte(cellTable.id());
    key.writeInt(definitionKey);
    return this;
  }

  public DeltaBuffer period(Period period) {
    key.writeByte(period.ordinal());
    return this;
  }

  /** A bucket, date or plain number. */
  public DeltaBuffer number(long value) {
    key.writeSigned(value);
    return this;
  }

  public DeltaBuffer text(String value) {
    key.writeText(value);
    return this;
  }

  /** The dimension and value columns of the total. */
  public DeltaBuffer total() {
    key.writeInt(0);
    key.writeText("");
    return this;
  }

  /** The dimension and value columns of a breakdown. */
  public DeltaBuffer dimension(Breakdown breakdown, String value) {
    key.writeInt(breakdown.key());
    key.writeText(value);
    return this;
  }

  /** The dimension and value columns: of a breakdown, or of the total when it is null. */
  public DeltaBuffer slice(@Nullable Breakdown breakdown, String value) {
    return breakdown == null ? total() : dimension(breakdown, value);
  }

  /** The change of the cell whose key was just written, to add to. */
  public CellValue cell() {
    CellTable of = table;
    if (of == null) {
      throw new IllegalStateException("no key was started");
    }
    byte[] bytes = key.array();
    int length = key.size();
    int hash = CellKey.hash(bytes, length);
    int slot = slotOf(bytes, length, hash);
    return slotKeys[slot] == null
        ? insert(of, new CellKey(key.toBytes(), hash), slot)
        : cells[slotCells[slot]].change();
  }

  /** Where the cell is, or belongs. */
  private int slotOf(byte[] bytes, int length, int hash) {
    int mask = slotKeys.length - 1;
    int slot = hash & mask;
    for (CellKey there; (there = slotKeys[slot]) != null; slot = (slot + 1) & mask) {
      if (there.hashCode() == hash && there.sameBytes(bytes, length)) {
        break;
      }
    }
    return slot;
  }

  /** Adds all changes of another buffer, which keeps them. */
  public void addAll(DeltaBuffer other) {
    for (int i = 0; i < other.size; i++) {
      at(other.cells[i]).merge(other.cells[i].change());
    }
  }

  /** Takes all changes of another buffer back, which keeps them. */
  public void subtractAll(DeltaBuffer other) {
    for (int i = 0; i < other.size; i++) {
      at(other.cells[i]).subtract(other.cells[i].change());
    }
  }

  private CellValue at(CellDelta delta) {
    CellKey of = delta.key();
    int slot = slotOf(of.bytes(), of.bytes().length, of.hashCode());
    return slotKeys[slot] == null
        ? insert(delta.change().table(), of, slot)
        : cells[slotCells[slot]].change();
  }

  /** How many cells have changed since the last drain. */
  public int size() {
    return size;
  }

  /** Hands out every change, also those that cancelled out, and drops them. */
  public void drain(Consumer<CellDelta> sink) {
    for (int i = 0; i < size; i++) {
      sink.accept(cells[i]);
    }
    if (slotKeys.length > KEPT_SLOTS) {
      slotKeys = new CellKey[INITIAL_SLOTS];
      slotCells = new int[INITIAL_SLOTS];
      cells = new CellDelta[INITIAL_SLOTS / 2];
    } else if (size > 0) {
      Arrays.fill(slotKeys, null);
      Arrays.fill(cells, 0, size, null);
    }
    size = 0;
  }

  private CellValue insert(CellTable of, CellKey newKey, int slot) {
    CellDelta delta = new CellDelta(newKey, new CellValue(of));
    if (size == cells.length) {
      grow();
      place(newKey, size);
    } else {
      slotKeys[slot] = newKey;
      slotCells[slot] = size;
    }
    cells[size++] = delta;
    return delta.change();
  }

  private void grow() {
    cells = Arrays.copyOf(cells, cells.length * 2);
    slotKeys = new CellKey[cells.length * 2];
    slotCells = new int[cells.length * 2];
    for (int i = 0; i < size; i++) {
      place(cells[i].key(), i);
    }
  }

  private void place(CellKey cellKey, int index) {
    int mask = slotKeys.length - 1;
    int slot = cellKey.hashCode() & mask;
    while (slotKeys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    slotKeys[slot] = cellKey;
    slotCells[slot] = index;
  }
}
