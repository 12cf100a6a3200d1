package io.engagement.core.table;

import java.util.List;

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
}
