package io.engagement.core.metric.carts;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the family. */
public final class CartsTables {
  /**
   * One row per cart. A cart id is a user's own: the same one may come again with another user, for
   * example with the anonymous visitor who became one.
   */
  public static final FactTable FACTS =
      new FactTable(
          12,
          "carts",
          List.of(
              new Column("metric", ColumnType.TEXT),
              new Column("cart_id", ColumnType.TEXT),
              new Column("user_id", ColumnType.TEXT)),
          List.of(
              new Column("state", ColumnType.TEXT),
              new Column("currency", ColumnType.TEXT),
              new Column("items", ColumnType.DECIMAL),
              new Column("amount", ColumnType.MONEY),
              new Column("created_at", ColumnType.TIMESTAMP),
              new Column("last_activity_at", ColumnType.TIMESTAMP),
              new Column("closed_at", ColumnType.TIMESTAMP),
              new Column("recovered", ColumnType.BOOLEAN),
              new Column("over_removed", ColumnType.BOOLEAN),
              new Column("mixed_currencies", ColumnType.BOOLEAN)));

  static final int CREATED = 0;
  static final int CHECKOUTS = 1;
  static final int PURCHASED = 2;
  static final int ABANDONED = 3;
  static final int RECOVERED = 4;
  static final int EMPTIED = 5;
  static final int AMOUNT_PURCHASED = 6;
  static final int AMOUNT_ABANDONED = 7;

  /** The histogram of milliseconds from creation to purchase. */
  static final int TIMES = 0;

  private static final double MEDIAN = 0.5;

  /** Sums over carts by the day of their creation. */
  public static final CellTable CELLS =
      CellTable.named(13, "cart_metrics")
          .key("bucket", KeyPart.DATE)
          .key("currency", KeyPart.TEXT)
          .dimension()
          .histograms(1)
          .sum("created", ColumnType.LONG)
          .sum("checkouts", ColumnType.LONG)
          .sum("purchased", ColumnType.LONG)
          .sum("abandoned", ColumnType.LONG)
          .sum("recovered", ColumnType.LONG)
          .sum("emptied", ColumnType.LONG)
          .sum("amount_purchased", ColumnType.MONEY)
          .sum("amount_abandoned", ColumnType.MONEY)
          .derived("median_seconds_to_purchase", ColumnType.SECONDS, CartsTables::median)
          .build();

  private CartsTables() {}

  /** Null while nothing was purchased. */
  private static @Nullable Object median(CellValue cell) {
    Histogram times = cell.histogram(TIMES);
    return times.isEmpty() ? null : times.percentile(MEDIAN);
  }
}
