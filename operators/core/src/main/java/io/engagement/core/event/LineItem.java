package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * One product of a cart, an order or a list, as its event says it.
 *
 * @param product its id as text; null when it has none
 * @param priceMillionths of one piece, in millionths of the currency's unit; {@link Money#ABSENT}
 *     or {@link Money#UNREADABLE} when there is none
 * @param quantityMillionths how many pieces, in millionths; below 0 for what is taken out of a cart
 * @param currency null when the item does not say
 * @param position its place in a list as the event counts, from 0 or 1; {@link #NOWHERE} when the
 *     event does not say
 * @param impressionId null when it has no id of its own
 */
public record LineItem(
    @Nullable String product,
    long priceMillionths,
    long quantityMillionths,
    @Nullable String currency,
    int position,
    @Nullable String impressionId) {
  /** Stands for no position. */
  public static final int NOWHERE = -1;

  /** An item of a cart or an order. */
  public LineItem(
      @Nullable String product,
      long priceMillionths,
      long quantityMillionths,
      @Nullable String currency) {
    this(product, priceMillionths, quantityMillionths, currency, NOWHERE, null);
  }

  /**
   * What all pieces cost, in millionths; 0 without a price, {@link Money#UNREADABLE} when the price
   * is or 64 bits do not hold the product.
   */
  public long amountMillionths() {
    return Money.times(priceMillionths, quantityMillionths);
  }

  /** The item with another quantity. */
  public LineItem withQuantity(long millionths) {
    return new LineItem(product, priceMillionths, millionths, currency, position, impressionId);
  }

  /** The item put where it is taken out, and the other way around. */
  LineItem negated() {
    return withQuantity(-quantityMillionths);
  }

  /** The item with another currency. */
  LineItem withCurrency(@Nullable String other) {
    return new LineItem(
        product, priceMillionths, quantityMillionths, other, position, impressionId);
  }

  /** The item without its place in a list. */
  public LineItem withoutPlace() {
    return position == NOWHERE && impressionId == null
        ? this
        : new LineItem(product, priceMillionths, quantityMillionths, currency);
  }
}
