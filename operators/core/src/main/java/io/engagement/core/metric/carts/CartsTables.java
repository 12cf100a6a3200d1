package io.engagement.core.metric.carts;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Distribution;
import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.Histogram;
import io.engagement.core.table.Measure;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the family. */
public final class CartsTables {
  static final FactColumn<String> FACT_METRIC = FactColumn.text("metric", "Id of the definition.");

  static final FactColumn<String> FACT_CART_ID =
      FactColumn.text(
          "cart_id", "The cart_id of its events, or one made of its first event; of one user.");

  static final FactColumn<String> FACT_USER_ID =
      FactColumn.text("user_id", "Canonical id of the user.");

  static final FactColumn<String> FACT_STATE =
      FactColumn.text("state", "open, checkout, purchased, abandoned or emptied.");

  static final FactColumn<String> FACT_CURRENCY =
      FactColumn.text("currency", "Currency of the amount.");

  static final FactColumn<BigDecimal> FACT_ITEMS =
      FactColumn.decimal("items", "Pieces in all lines; once purchased, those that were bought.");

  static final FactColumn<Number> FACT_AMOUNT =
      FactColumn.money(
          "amount",
          "What the lines in the currency cost; once purchased, what was paid and "
              + "not given back.");

  static final FactColumn<Long> FACT_CREATED_AT =
      FactColumn.timestamp("created_at", "Time of the first event.");

  static final FactColumn<Long> FACT_LAST_ACTIVITY_AT =
      FactColumn.timestamp(
          "last_activity_at", "Time of the last event that changed it, refunds aside.");

  static final FactColumn<Long> FACT_CLOSED_AT =
      FactColumn.timestamp(
          "closed_at",
          "When it was purchased, abandoned or emptied; null while it is open or "
              + "in checkout.");

  static final FactColumn<Boolean> FACT_RECOVERED =
      FactColumn.flag("recovered", "Whether it was abandoned before it was purchased.");

  static final FactColumn<Boolean> FACT_OVER_REMOVED =
      FactColumn.flag("over_removed", "Whether more was removed than there was.");

  static final FactColumn<Boolean> FACT_MIXED_CURRENCIES =
      FactColumn.flag(
          "mixed_currencies",
          "Whether a line or refund in another currency stayed out of the amount.");

  static final FactColumn<String> FACT_ORDER_ID =
      FactColumn.text(
          "order_id", "Id of the order that purchased it; null without one, and for older rows.");

  static final FactColumn<Number> FACT_GROSS =
      FactColumn.money(
          "gross",
          "What was paid, whether given back or not; null unless it is purchased and that is known.");

  static final FactColumn<Number> FACT_REFUNDED =
      FactColumn.money(
          "refunded", "What of it was given back; gross and amount differ by it. Null as gross.");

  static final FactColumn<Long> FACT_CHECKOUT_AT =
      FactColumn.timestamp(
          "checkout_at",
          "When it first came to checkout; null when it did not, or is not known to.");

  /**
   * One row per cart. A cart id is a user's own: the same one may come again with another user, for
   * example with the anonymous visitor who became one.
   */
  public static final FactTable FACTS =
      FactTable.of(
          12,
          "carts",
          "One row per cart, corrected as it changes.",
          List.of(FACT_METRIC, FACT_CART_ID, FACT_USER_ID),
          List.of(
              FACT_STATE,
              FACT_CURRENCY,
              FACT_ITEMS,
              FACT_AMOUNT,
              FACT_CREATED_AT,
              FACT_LAST_ACTIVITY_AT,
              FACT_CLOSED_AT,
              FACT_RECOVERED,
              FACT_OVER_REMOVED,
              FACT_MIXED_CURRENCIES,
              FACT_ORDER_ID,
              FACT_GROSS,
              FACT_REFUNDED,
              FACT_CHECKOUT_AT));

  static final Measure CREATED = Measure.sum("created", ColumnType.LONG, "Carts created.");

  static final Measure CHECKOUTS =
      Measure.sum("checkouts", ColumnType.LONG, "Of these, how many came to checkout.");

  static final Measure PURCHASED =
      Measure.sum("purchased", ColumnType.LONG, "Of these, how many are purchased.");

  static final Measure ABANDONED =
      Measure.sum("abandoned", ColumnType.LONG, "Of these, how many are abandoned.");

  static final Measure RECOVERED =
      Measure.sum(
          "recovered", ColumnType.LONG, "Of those purchased, how many had been abandoned before.");

  static final Measure EMPTIED =
      Measure.sum("emptied", ColumnType.LONG, "Of these, how many are empty.");

  static final Measure AMOUNT_PURCHASED =
      Measure.sum(
          "amount_purchased",
          ColumnType.MONEY,
          "What was paid for those purchased and not given back.");

  static final Measure AMOUNT_ABANDONED =
      Measure.sum("amount_abandoned", ColumnType.MONEY, "What lies in those abandoned.");

  /** The histogram of milliseconds from creation to purchase. */
  static final Distribution TIMES = new Distribution("times from creation to purchase");

  private static final double MEDIAN = 0.5;

  /** Sums over carts by the day of their creation. */
  public static final CellTable CELLS =
      CellTable.named(13, "cart_metrics", "Carts by the day of their creation and by currency.")
          .key("bucket", KeyPart.DATE)
          .means("Day of the carts' creation.")
          .key("currency", KeyPart.TEXT)
          .means("Currency of the carts.")
          .dimension()
          .distributions(TIMES)
          .measures(
              CREATED,
              CHECKOUTS,
              PURCHASED,
              ABANDONED,
              RECOVERED,
              EMPTIED,
              AMOUNT_PURCHASED,
              AMOUNT_ABANDONED)
          .derived("median_seconds_to_purchase", ColumnType.SECONDS, CartsTables::median)
          .means("Median time from creation to purchase, within 1 %; null without " + "purchase.")
          .outlivesBucket()
          .build();

  private CartsTables() {}

  /** Null while nothing was purchased. */
  private static @Nullable Object median(CellValue cell) {
    Histogram times = cell.histogram(TIMES);
    return times.isEmpty() ? null : times.percentile(MEDIAN);
  }
}
