package io.engagement.core.metric.recommendations;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/**
 * The table {@code recommendations}: one row per definition, day, placement, model, position,
 * currency and dimension value. Position 0 is the total over positions; what is not money is in the
 * rows of currency {@code ""}.
 */
public final class RecommendationsTable {
  static final Measure IMPRESSIONS =
      Measure.sum("impressions", ColumnType.LONG, "Items shown; repeats do not count.");

  static final Measure CLICKS =
      Measure.sum("clicks", ColumnType.LONG, "Clicks that belong to an impression.");

  static final Measure CLICKED =
      Measure.sum("clicked_impressions", ColumnType.LONG, "Impressions with at least one click.");

  static final Measure CONVERSIONS =
      Measure.sum(
          "conversions",
          ColumnType.LONG,
          "Order lines of a clicked item, each at the impression clicked last.");

  static final Measure REVENUE =
      Measure.sum("revenue", ColumnType.MONEY, "Price by quantity of these lines.");

  static final Measure UNATTRIBUTED =
      Measure.sum("unattributed_clicks", ColumnType.LONG, "Clicks that belong to no impression.");

  public static final CellTable TABLE =
      CellTable.named(
              14, "recommendations", "Impressions, clicks and conversions of recommended items.")
          .key("bucket", CellTable.KeyPart.DATE)
          .means("Day of the impression; of the click where that belongs to none.")
          .key("placement", CellTable.KeyPart.TEXT)
          .means("placement_id, or list_id; (none) when absent.")
          .key("model", CellTable.KeyPart.TEXT)
          .means("model_id, or model_id@model_version, or list_id; (none) when absent.")
          .key("position", CellTable.KeyPart.INT)
          .means("Position of the item, from 1; 0 for the total over positions.")
          .key("currency", CellTable.KeyPart.TEXT)
          .means("Currency of the revenue; empty for everything but conversions with a " + "price.")
          .dimension()
          .measures(IMPRESSIONS, CLICKS, CLICKED, CONVERSIONS, REVENUE, UNATTRIBUTED)
          .build();

  private RecommendationsTable() {}
}
