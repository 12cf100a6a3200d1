package io.engagement.core.catalog;

import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import java.util.List;

/** The table that says what the metrics of the others mean, and since when. */
public final class DefinitionTables {
  public static final FactColumn<String> METRIC =
      FactColumn.text("metric", "Id of the definition.");

  public static final FactColumn<String> FAMILY =
      FactColumn.text("family", "Family of the definition, as under metrics in the configuration.");

  public static final FactColumn<String> MEANING =
      FactColumn.text("meaning", "All settings that change its numbers, a line each.");

  public static final FactColumn<Long> SINCE =
      FactColumn.timestamp(
          "since",
          "Event time from which all is counted; null for from the first event on. "
              + "Buckets that began before are never complete.");

  public static final FactColumn<Long> SINCE_CHECKPOINT =
      FactColumn.number(
          "since_checkpoint",
          "Checkpoint of the job that it was put in after; 0 for the first start.");

  public static final FactColumn<Long> UNTIL =
      FactColumn.timestamp("until", "Event time up to which it was counted; null while it is.");

  public static final FactTable DEFINITIONS =
      FactTable.of(
          30,
          "metric_definitions",
          "What the metrics of the other tables mean, and since when.",
          List.of(METRIC, FAMILY),
          List.of(MEANING, SINCE, SINCE_CHECKPOINT, UNTIL));

  private DefinitionTables() {}
}
