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
          "What the metrics of the other tables mean, and since when.",
          List.of(
              new Column("metric", ColumnType.TEXT, "Id of the definition."),
              new Column(
                  "family",
                  ColumnType.TEXT,
                  "Family of the definition, as under metrics in the configuration.")),
          List.of(
              new Column(
                  "meaning", ColumnType.TEXT, "All settings that change its numbers, a line each."),
              new Column(
                  "since",
                  ColumnType.TIMESTAMP,
                  "Event time from which all is counted; null for from the first event on. "
                      + "Buckets that began before are never complete."),
              new Column(
                  "since_checkpoint",
                  ColumnType.LONG,
                  "Checkpoint of the job that it was put in after; 0 for the first start."),
              new Column(
                  "until",
                  ColumnType.TIMESTAMP,
                  "Event time up to which it was counted; null while it is.")));

  private DefinitionTables() {}
}
