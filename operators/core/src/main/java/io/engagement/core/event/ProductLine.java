package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * One product of a cart, an order or a list.
 *
 * @param product its {@code product_id} as text; {@link DimensionText#NONE} when there is none
 * @param priceMillionths of one piece, in millionths of the currency's unit; {@link Money#ABSENT}
 *     when there is none
 * @param quantity how many pieces
 * @param currency null when the line does not say
 */
public record ProductLine(
    String product, long priceMillionths, long quantity, @Nullable String currency) {
  /** More pieces of a product than that are no quantity. */
  public static final long MOST_PIECES = 1_000_000;

  /**
   * A line from values of {@link UserEvent#field}. A quantity is a whole number from 0 to {@link
   * #MOST_PIECES}; anything else counts as 1.
   */
  public static ProductLine of(
      @Nullable Object productId,
      @Nullable Object price,
      @Nullable Object quantity,
      @Nullable Object currency) {
    return new ProductLine(
        DimensionText.cut(DimensionText.of(productId)),
        Money.millionths(price),
        Money.count(quantity, MOST_PIECES, 1),
        Money.currency(currency));
  }

  /** What all pieces cost, in millionths; 0 without a price. */
  public long amountMillionths() {
    return priceMillionths == Money.ABSENT ? 0 : Money.times(priceMillionths, quantity);
  }
}
