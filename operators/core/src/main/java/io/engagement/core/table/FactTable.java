package io.engagement.core.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of facts: rows upserted and deleted by key as the thing they describe changes. */
public record FactTable(
    int id, String name, String meaning, List<Column> keyColumns, List<Column> valueColumns)
    implements TableSpec {
  public FactTable {
    keyColumns = List.copyOf(keyColumns);
    valueColumns = List.copyOf(valueColumns);
  }

  /** A table that nobody reads but the program. */
  public FactTable(int id, String name, List<Column> keyColumns, List<Column> valueColumns) {
    this(id, name, "", keyColumns, valueColumns);
  }

  /**
   * A table whose rows are written with the handles of its columns.
   *
   * @throws IllegalArgumentException when a column has another place in another table
   */
  public static FactTable of(
      int id,
      String name,
      String meaning,
      List<FactColumn<?>> keyColumns,
      List<FactColumn<?>> valueColumns) {
    return new FactTable(id, name, meaning, placed(keyColumns), placed(valueColumns));
  }

  private static List<Column> placed(List<FactColumn<?>> columns) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).place(i, columns.size());
    }
    return columns.stream().map(FactColumn::column).toList();
  }

  /** A key without values yet, for {@link FactColumn#set}. */
  public Object[] newKey() {
    return new Object[keyColumns.size()];
  }

  /** The values of a row, none set yet, for {@link FactColumn#set}. */
  public @Nullable Object[] newValues() {
    return new Object[valueColumns.size()];
  }
}
