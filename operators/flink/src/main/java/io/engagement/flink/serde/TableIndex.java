package io.engagement.flink.serde;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.TableSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Output tables by id, and those that are not published: the values of ranked ones, {@link
 * Departures} and {@link DeletedSubjects}.
 */
public final class TableIndex {
  private final List<TableSpec> tables;
  private final Map<Integer, TableSpec> byId = new HashMap<>();

  public TableIndex(List<TableSpec> tables) {
    this.tables = List.copyOf(tables);
    byId.put(Departures.TABLE.id(), Departures.TABLE);
    byId.put(DeletedSubjects.TABLE.id(), DeletedSubjects.TABLE);
    for (TableSpec table : this.tables) {
      add(table);
      if (table instanceof RankedTable ranked) {
        add(ranked.values());
      }
      if (table.valueColumns().size() > RowFormat.MOST_VALUE_COLUMNS) {
        throw new IllegalArgumentException(
            table.name() + " has more than " + RowFormat.MOST_VALUE_COLUMNS + " value columns");
      }
    }
  }

  private void add(TableSpec table) {
    TableSpec other = byId.put(table.id(), table);
    if (other != null) {
      throw new IllegalArgumentException(
          "tables " + other.name() + " and " + table.name() + " share the id " + table.id());
    }
  }

  /** The output tables. */
  public List<TableSpec> tables() {
    return tables;
  }

  /**
   * @return {@code null} when there is no such table
   */
  public @Nullable TableSpec find(int id) {
    return byId.get(id);
  }

  /**
   * @throws IllegalStateException when there is no such table
   */
  public TableSpec require(int id) {
    TableSpec table = byId.get(id);
    if (table == null) {
      throw new IllegalStateException("no output table has the id " + id);
    }
    return table;
  }

  /**
   * The cells behind a table: the table itself, or those that a ranked one counts its items in.
   *
   * @throws IllegalStateException when there is no such table
   */
  public CellTable cells(int id) {
    TableSpec table = require(id);
    return table instanceof RankedTable ranked ? ranked.items() : (CellTable) table;
  }

  /** Whether both tables are written the same way: same name, columns and types. */
  static boolean sameLayout(TableSpec one, TableSpec other) {
    return one.id() == other.id()
        && one.name().equals(other.name())
        && one.keyColumns().equals(other.keyColumns())
        && one.valueColumns().equals(other.valueColumns());
  }
}
