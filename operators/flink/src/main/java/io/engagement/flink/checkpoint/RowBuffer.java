package io.engagement.flink.checkpoint;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.serde.RowFormat;
import io.engagement.flink.serde.TableIndex;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest change of every row, as bytes: about 90 bytes and the row's own for each. The order is
 * that of each row's first change.
 */
public final class RowBuffer {
  private final Map<EncodedRow, EncodedRow> rows = new LinkedHashMap<>();
  private final StateWriter scratch = new StateWriter(512);
  private long bytes;

  /**
   * Keeps a change in place of an earlier one of the same row; a deletion is kept as well, one that
   * yields unless there is another change.
   */
  public void put(RowChange row) {
    if (row.yields()) {
      putEarlier(row);
      return;
    }
    EncodedRow encoded = EncodedRow.of(row, scratch);
    // The map would keep the old key, and with it the old bytes.
    drop(encoded);
    rows.put(encoded, encoded);
    bytes += encoded.bytes.length;
  }

  /** Keeps a change unless a later one of the same row is here already. */
  public void putEarlier(RowChange row) {
    EncodedRow encoded = EncodedRow.of(row, scratch);
    if (rows.putIfAbsent(encoded, encoded) == null) {
      bytes += encoded.bytes.length;
    }
  }

  /** Drops what is known of the row. */
  public void remove(RowChange row) {
    drop(EncodedRow.of(row, scratch));
  }

  private void drop(EncodedRow encoded) {
    EncodedRow before = rows.remove(encoded);
    if (before != null) {
      bytes -= before.bytes.length;
    }
  }

  public int size() {
    return rows.size();
  }

  /** Bytes of all rows, without what holds them. */
  public long bytes() {
    return bytes;
  }

  public void clear() {
    rows.clear();
    bytes = 0;
  }

  /** The rows as the row format writes them. */
  void forEachEncoded(Consumer<byte[]> consumer) {
    rows.keySet().forEach(row -> consumer.accept(row.bytes));
  }

  /** Hands the rows over as the row format writes them, and keeps none. */
  void drainEncoded(Consumer<byte[]> consumer) {
    for (Iterator<EncodedRow> left = rows.keySet().iterator(); left.hasNext(); ) {
      consumer.accept(left.next().bytes);
      left.remove();
    }
    bytes = 0;
  }

  /**
   * All rows.
   *
   * @param tables those the rows were put with
   */
  public void forEach(TableIndex tables, Consumer<RowChange> consumer) {
    StateReader in = new StateReader();
    for (EncodedRow row : rows.keySet()) {
      consumer.accept(RowFormat.read(in.over(row.bytes), tables));
    }
  }

  /**
   * The rows of one table.
   *
   * @param tables those the rows were put with
   */
  public void forEachOf(TableSpec table, TableIndex tables, Consumer<RowChange> consumer) {
    StateReader in = new StateReader();
    for (EncodedRow row : rows.keySet()) {
      if (in.over(row.bytes).readUnsignedInt() == table.id()) {
        consumer.accept(RowFormat.read(in.over(row.bytes), tables));
      }
    }
  }

  /** A row as bytes, equal to every other state of the same row: its identity comes first. */
  private static final class EncodedRow {
    private final byte[] bytes;
    private final int identityBytes;
    private final int hash;

    private EncodedRow(byte[] bytes, int identityBytes) {
      this.bytes = bytes;
      this.identityBytes = identityBytes;
      this.hash = (int) Hash64.of(bytes, 0, identityBytes);
    }

    static EncodedRow of(RowChange row, StateWriter scratch) {
      scratch.clear();
      int identityBytes = RowFormat.write(row, scratch);
      return new EncodedRow(scratch.toBytes(), identityBytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof EncodedRow that
          && hash == that.hash
          && Arrays.equals(bytes, 0, identityBytes, that.bytes, 0, that.identityBytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
