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

  /** The hash of a cell's key and, in the lower half, its number among the cells, from 1. */
  private long[] slots = new long[INITIAL_SLOTS];

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
    return slots[slot] == 0
        ? insert(of, new CellKey(key.toBytes(), hash), slot)
        : cellIn(slot).change();
  }

  /** Where the cell is, or belongs. */
  private int slotOf(byte[] bytes, int length, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long there; (there = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if ((int) (there >>> Integer.SIZE) == hash && cellIn(slot).key().sameBytes(bytes, length)) {
        break;
      }
    }
    return slot;
  }

  private CellDelta cellIn(int slot) {
    return cells[(int) slots[slot] - 1];
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
    return slots[slot] == 0 ? insert(delta.change().table(), of, slot) : cellIn(slot).change();
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
    if (slots.length > KEPT_SLOTS) {
      slots = new long[INITIAL_SLOTS];
      cells = new CellDelta[INITIAL_SLOTS / 2];
    } else if (size > 0) {
      Arrays.fill(slots, 0);
      Arrays.fill(cells, 0, size, null);
    }
    size = 0;
  }

  private CellValue insert(CellTable of, CellKey newKey, int slot) {
    CellDelta delta = new CellDelta(newKey, new CellValue(of));
    int place = slot;
    if (size == cells.length) {
      grow();
      place = freeSlot(newKey.hashCode());
    }
    cells[size++] = delta;
    slots[place] = slotFor(newKey.hashCode(), size);
    return delta.change();
  }

  private void grow() {
    cells = Arrays.copyOf(cells, cells.length * 2);
    slots = new long[cells.length * 2];
    for (int i = 0; i < size; i++) {
      int hash = cells[i].key().hashCode();
      slots[freeSlot(hash)] = slotFor(hash, i + 1);
    }
  }

  private static long slotFor(int hash, int number) {
    return (long) hash << Integer.SIZE | number;
  }

  private int freeSlot(int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
