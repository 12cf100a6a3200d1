package io.engagement.core.metric.recommendations;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/**
 * The table {@code recommendations}: one row per definition, day, placement, model, position,
 * currency and dimension value. Position 0 is the total over positions; what is not money is in the
 * rows of currency {@code ""}.
 */
public final class RecommendationsTable {
  static final int IMPRESSIONS = 0;
  static final int CLICKS = 1;

  /** The measure: impressions with at least one click. */
  static final int CLICKED = 2;

  /** The measure: lines of orders. */
  static final int CONVERSIONS = 3;

  /** The measure: millionths of the currency. */
  static final int REVENUE = 4;

  /** The measure: clicks that belong to no impression. */
  static final int UNATTRIBUTED = 5;

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
          .sum("impressions", ColumnType.LONG)
          .means("Items shown; repeats do not count.")
          .sum("clicks", ColumnType.LONG)
          .means("Clicks that belong to an impression.")
          .sum("clicked_impressions", ColumnType.LONG)
          .means("Impressions with at least one click.")
          .sum("conversions", ColumnType.LONG)
          .means("Order lines of a clicked item, each at the impression clicked last.")
          .sum("revenue", ColumnType.MONEY)
          .means("Price by quantity of these lines.")
          .sum("unattributed_clicks", ColumnType.LONG)
          .means("Clicks that belong to no impression.")
          .build();

  private RecommendationsTable() {}
}
