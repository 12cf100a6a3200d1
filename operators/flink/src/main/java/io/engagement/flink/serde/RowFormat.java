package io.engagement.flink.serde;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a row, on edges and in state.
 *
 * <pre>
 * table id (varint), key values: the row's identity
 * 0 = present / 1 = deleted / 2 = deleted unless something else is said of the row, + 4 = complete (byte)
 * if complete: since when, epoch milliseconds (zigzag varint)
 * if present: bits of the value columns that are null (varint), the other values
 * value: TEXT, JSON, BUCKET as text; BOOLEAN a byte; DOUBLE eight bytes; DECIMAL its plain text without
 * trailing zeros; all others a zigzag varint, SECONDS and MONEY of up to 128 bits
 * </pre>
 *
 * <p>Equal rows have equal bytes, and the same key always the same identity: the sinks rely on it.
 * To be read with the tables it was written with; {@link RecordedTables} carries them.
 */
public final class RowFormat {
  static final int MOST_VALUE_COLUMNS = 62;
  private static final int PRESENT = 0;
  private static final int DELETED = 1;
  private static final int YIELDING = 2;
  private static final int COMPLETE = 4;

  private RowFormat() {}

  /**
   * Appends a row.
   *
   * @return how many of the bytes are its identity
   */
  public static int write(RowChange row, StateWriter out) {
    int start = out.size();
    TableSpec table = row.table();
    out.writeUnsigned(table.id());
    writeKey(row, out);
    int identityBytes = out.size() - start;
    int presence = row.isDelete() ? (row.yields() ? YIELDING : DELETED) : PRESENT;
    if (row.completeAtMillis() == RowChange.INCOMPLETE) {
      out.writeByte(presence);
    } else {
      out.writeByte(presence | COMPLETE);
      out.writeSigned(row.completeAtMillis());
    }
    @Nullable Object[] values = row.values();
    if (values == null) {
      return identityBytes;
    }
    List<Column> columns = table.valueColumns();
    if (values.length != columns.size()) {
      throw wrongCount(table, "values", values.length, columns.size());
    }
    long nulls = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        nulls |= 1L << i;
      }
    }
    out.writeUnsigned(nulls);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        writeValue(table, columns.get(i), value, out);
      }
    }
    return identityBytes;
  }

  private static void writeKey(RowChange row, StateWriter out) {
    TableSpec table = row.table();
    List<Column> columns = table.keyColumns();
    Object[] key = row.key();
    if (key.length != columns.size()) {
      throw wrongCount(table, "key values", key.length, columns.size());
    }
    for (int i = 0; i < key.length; i++) {
      writeValue(table, columns.get(i), key[i], out);
    }
  }

  public static RowChange read(StateReader in, TableIndex tables) {
    TableSpec table = tables.require(in.readUnsignedInt());
    List<Column> keyColumns = table.keyColumns();
    Object[] key = new Object[keyColumns.size()];
    for (int i = 0; i < key.length; i++) {
      key[i] = readValue(keyColumns.get(i).type(), in);
    }
    int flags = in.readByte();
    long completeAtMillis = (flags & COMPLETE) == 0 ? RowChange.INCOMPLETE : in.readSigned();
    int presence = flags & ~COMPLETE;
    if (presence != PRESENT) {
      return new RowChange(table, key, null, presence == YIELDING, completeAtMillis);
    }
    List<Column> valueColumns = table.valueColumns();
    @Nullable Object[] values = new Object[valueColumns.size()];
    long nulls = in.readUnsigned();
    for (int i = 0; i < values.length; i++) {
      if ((nulls & 1L << i) == 0) {
        values[i] = readValue(valueColumns.get(i).type(), in);
      }
    }
    return new RowChange(table, key, values, false, completeAtMillis);
  }

  private static void writeValue(TableSpec table, Column column, Object value, StateWriter out) {
    try {
      switch (column.type()) {
        case TEXT, JSON, BUCKET -> out.writeText((String) value);
        case BOOLEAN -> out.writeBoolean((Boolean) value);
        case DOUBLE -> out.writeLong(Double.doubleToLongBits((Double) value));
        case DECIMAL -> out.writeText(PublishedText.decimal((BigDecimal) value));
        case SECONDS, MONEY -> out.writeNumber((Number) value);
        case LONG, INT, DATE, TIMESTAMP -> out.writeSigned((Long) value);
      }
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException(
          "%s.%s is of type %s and cannot hold %s"
              .formatted(table.name(), column.name(), column.type(), value),
          e);
    }
  }

  private static Object readValue(ColumnType type, StateReader in) {
    return switch (type) {
      case TEXT, JSON, BUCKET -> in.readRequiredText();
      case BOOLEAN -> in.readBoolean();
      case DOUBLE -> Double.longBitsToDouble(in.readLong());
      case DECIMAL -> new BigDecimal(in.readRequiredText());
      case SECONDS, MONEY -> in.readNumber();
      case LONG, INT, DATE, TIMESTAMP -> in.readSigned();
    };
  }

  private static IllegalArgumentException wrongCount(
      TableSpec table, String what, int found, int wanted) {
    return new IllegalArgumentException(
        "a row of %s has %d %s, not %d".formatted(table.name(), found, what, wanted));
  }
}
