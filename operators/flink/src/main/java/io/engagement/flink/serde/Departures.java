package io.engagement.flink.serde;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.List;

/**
 * Tells sinks that all facts of a definition leave a table. State knows only the younger ones of
 * them, so they cannot be deleted one by one.
 *
 * <p>A departure is a row of a table that is never published. It comes before whatever else the
 * same checkpoint says of the table, wherever it stands among the rows: what the definition means
 * now may have facts already.
 */
public final class Departures {
  /** Known to every {@link TableIndex}; its id comes before those of all tables. */
  public static final FactTable TABLE =
      new FactTable(
          0,
          "departures",
          List.of(new Column("table_id", ColumnType.LONG), new Column("metric", ColumnType.TEXT)),
          List.of());

  private Departures() {}

  /** All facts of a definition leave a table. */
  public static RowChange of(FactTable table, String metric) {
    return new RowChange(TABLE, new Object[] {(long) table.id(), metric}, new Object[0]);
  }

  public static boolean is(RowChange row) {
    return row.table().id() == TABLE.id();
  }

  /** Id of the table that the facts leave. */
  public static int tableId(RowChange departure) {
    return ((Long) departure.key()[0]).intValue();
  }

  /** Id of the definition whose facts leave. */
  public static String metric(RowChange departure) {
    return (String) departure.key()[1];
  }
}
