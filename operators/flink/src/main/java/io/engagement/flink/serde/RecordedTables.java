package io.engagement.flink.serde;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of tables as it was when rows were written: written beside the rows, so that they can
 * be read after the tables have changed. The tables it gives have ids, names and columns, and
 * nothing that computes.
 */
public final class RecordedTables implements OutputTables {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final ColumnType[] TYPES = ColumnType.values();

  private final byte[] bytes;

  private RecordedTables(byte[] bytes) {
    this.bytes = bytes;
  }

  public static RecordedTables of(List<TableSpec> tables) {
    StateWriter out = new StateWriter(1024);
    out.writeByte(VERSION);
    out.writeUnsigned(tables.size());
    for (TableSpec table : tables) {
      out.writeUnsigned(table.id());
      out.writeText(table.name());
      writeColumns(table.keyColumns(), out);
      writeColumns(table.valueColumns(), out);
    }
    return new RecordedTables(out.toBytes());
  }

  /**
   * @throws IllegalStateException when the bytes are damaged or of a later version
   */
  public static RecordedTables read(byte[] bytes) {
    RecordedTables recorded = new RecordedTables(bytes.clone());
    recorded.tables();
    return recorded;
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public List<TableSpec> tables() {
    StateReader in = new StateReader().over(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException(
          "table layouts of version " + version + " are from a later release than this one");
    }
    List<TableSpec> tables = new ArrayList<>();
    for (int left = in.readUnsignedInt(); left > 0; left--) {
      int id = in.readUnsignedInt();
      String name = in.readRequiredText();
      tables.add(new FactTable(id, name, readColumns(in), readColumns(in)));
    }
    in.expectEnd();
    return tables;
  }

  /**
   * A row of a recorded table as a row of the current one: columns are found by name, a column that
   * was not recorded is null.
   *
   * @return {@code null} when the table no longer exists
   * @throws IllegalStateException when the key or a column's type has changed: such rows cannot be
   *     carried over
   */
  public static @Nullable RowChange adapt(RowChange row, TableIndex current) {
    TableSpec before = row.table();
    TableSpec now = current.find(before.id());
    if (now == null) {
      return null;
    }
    if (!now.keyColumns().equals(before.keyColumns())) {
      throw new IllegalStateException(
          "the key of %s was %s and is now %s: rows kept in state cannot be carried over"
              .formatted(now.name(), before.keyColumns(), now.keyColumns()));
    }
    @Nullable Object[] values = row.values();
    if (values == null || now.valueColumns().equals(before.valueColumns())) {
      return as(row, now, values);
    }
    @Nullable Object[] adapted = new Object[now.valueColumns().size()];
    for (int i = 0; i < before.valueColumns().size(); i++) {
      Column column = before.valueColumns().get(i);
      int place = now.valueColumns().indexOf(column);
      if (place >= 0) {
        adapted[place] = values[i];
      } else if (now.valueColumns().stream().anyMatch(c -> c.name().equals(column.name()))) {
        throw new IllegalStateException(
            "the type of %s.%s has changed: rows kept in state cannot be carried over"
                .formatted(now.name(), column.name()));
      }
    }
    return as(row, now, adapted);
  }

  private static RowChange as(
      RowChange row, TableSpec table, @Nullable Object @Nullable [] values) {
    return new RowChange(table, row.key(), values, row.yields(), row.completeAtMillis());
  }

  private static void writeColumns(List<Column> columns, StateWriter out) {
    out.writeUnsigned(columns.size());
    for (Column column : columns) {
      out.writeText(column.name());
      out.writeByte(column.type().ordinal());
    }
  }

  private static List<Column> readColumns(StateReader in) {
    List<Column> columns = new ArrayList<>();
    for (int left = in.readUnsignedInt(); left > 0; left--) {
      columns.add(new Column(in.readRequiredText(), TYPES[in.readByte()]));
    }
    return columns;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordedTables that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
