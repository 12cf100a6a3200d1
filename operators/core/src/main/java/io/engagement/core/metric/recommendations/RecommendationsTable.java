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
      CellTable.named(14, "recommendations")
          .key("bucket", CellTable.KeyPart.DATE)
          .key("placement", CellTable.KeyPart.TEXT)
          .key("model", CellTable.KeyPart.TEXT)
          .key("position", CellTable.KeyPart.INT)
          .key("currency", CellTable.KeyPart.TEXT)
          .dimension()
          .sum("impressions", ColumnType.LONG)
          .sum("clicks", ColumnType.LONG)
          .sum("clicked_impressions", ColumnType.LONG)
          .sum("conversions", ColumnType.LONG)
          .sum("revenue", ColumnType.MONEY)
          .sum("unattributed_clicks", ColumnType.LONG)
          .build();

  private RecommendationsTable() {}
}
