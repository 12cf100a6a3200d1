package io.engagement.core.laws;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What orders amount to, for oracles of families that add them up. */
public final class RawOrders {
  private static final BigDecimal MOST = new BigDecimal("10000000000");

  private RawOrders() {}

  /** The currency that an order names, else the usual one. */
  public static String currency(RawEvent order, String usual) {
    return order.field("properties.currency") instanceof String code && !code.isBlank()
        ? code.strip().toUpperCase(Locale.ROOT)
        : usual;
  }

  /**
   * The total of an order, else its revenue, in millionths. What cannot be read is 0, and does not
   * stand for what is not there.
   */
  public static long millionths(RawEvent order) {
    Object total = order.field("properties.total");
    boolean hasTotal = total != null && !total.toString().isBlank();
    BigDecimal amount = amount(hasTotal ? total : order.field("properties.revenue"));
    return amount.movePointRight(6).longValueExact();
  }

  private static BigDecimal amount(Object field) {
    BigDecimal number = BigDecimal.ZERO;
    if (field instanceof Long || field instanceof BigDecimal) {
      number = new BigDecimal(field.toString());
    } else if (field instanceof String text && text.strip().matches("-?\\d+(\\.\\d+)?")) {
      number = new BigDecimal(text.strip());
    }
    return number.abs().compareTo(MOST) > 0
        ? BigDecimal.ZERO
        : number.setScale(6, RoundingMode.HALF_UP);
  }
}
