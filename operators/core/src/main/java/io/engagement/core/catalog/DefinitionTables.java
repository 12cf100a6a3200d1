package io.engagement.core.catalog;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import java.util.List;

/** The table that says what the metrics of the others mean, and since when. */
public final class DefinitionTables {
  public static final FactTable DEFINITIONS =
      new FactTable(
          30,
          "metric_definitions",
          List.of(new Column("metric", ColumnType.TEXT), new Column("family", ColumnType.TEXT)),
          List.of(
              new Column("meaning", ColumnType.TEXT),
              new Column("since", ColumnType.TIMESTAMP),
              new Column("since_checkpoint", ColumnType.LONG),
              new Column("until", ColumnType.TIMESTAMP)));

  private DefinitionTables() {}
}
