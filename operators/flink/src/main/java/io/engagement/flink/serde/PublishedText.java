package io.engagement.flink.serde;

import io.engagement.core.state.Wide;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** How values are written where people and other systems read them; the same in every sink. */
public final class PublishedText {
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final long DAY_MILLIS = 86_400_000L;

  private PublishedText() {}

  /** Milliseconds as seconds with up to three decimals: {@code 58}, {@code 58.5}. */
  public static String seconds(Number millis) {
    return plain(millis, 3);
  }

  /** Millionths as a decimal: {@code 12.5}. */
  public static String money(Number micros) {
    return plain(micros, 6);
  }

  /** {@code 12.5}: all its digits, no exponent, no trailing zeros. */
  public static String decimal(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private static String plain(Number unscaled, int scale) {
    return decimal(new BigDecimal(Wide.of(unscaled), scale));
  }

  /** {@code 2024-01-04}; {@code infinity} or {@code -infinity} outside the years 1 to 9999. */
  public static String date(long epochDay) {
    return epochDay < FIRST_DAY
        ? "-infinity"
        : epochDay > LAST_DAY ? "infinity" : LocalDate.ofEpochDay(epochDay).toString();
  }

  /**
   * {@code 2024-01-04T11:00:00Z}, with milliseconds where there are some; {@code infinity} or
   * {@code -infinity} outside the years 1 to 9999.
   */
  public static String instant(long epochMillis) {
    long day = Math.floorDiv(epochMillis, DAY_MILLIS);
    return day < FIRST_DAY || day > LAST_DAY
        ? date(day)
        : Instant.ofEpochMilli(epochMillis).toString();
  }
}
