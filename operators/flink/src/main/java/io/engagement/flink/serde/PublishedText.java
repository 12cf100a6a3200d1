package io.engagement.flink.serde;

import io.engagement.core.state.Wide;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** How values are written where people and other systems read them; the same in every sink. */
public final class PublishedText {
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final long DAY_MILLIS = 86_400_000L;
  private static final byte[] DATE_AND_TIME =
      "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
  private static final int SECOND_END = 19;
  private static final int MILLI_END = 23;

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
    if (day < FIRST_DAY || day > LAST_DAY) {
      return date(day);
    }
    int ofDay = (int) (epochMillis - day * DAY_MILLIS);
    int millis = ofDay % 1000;
    byte[] text = Arrays.copyOf(DATE_AND_TIME, millis == 0 ? SECOND_END + 1 : MILLI_END + 1);
    LocalDate date = LocalDate.ofEpochDay(day);
    digits(text, 4, date.getYear());
    digits(text, 7, date.getMonthValue());
    digits(text, 10, date.getDayOfMonth());
    digits(text, 13, ofDay / 3_600_000);
    digits(text, 16, ofDay / 60_000 % 60);
    digits(text, SECOND_END, ofDay / 1000 % 60);
    if (millis != 0) {
      digits(text, MILLI_END, millis);
    }
    text[text.length - 1] = 'Z';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes the digits of a number before a place, over the zeros there. */
  private static void digits(byte[] text, int end, int number) {
    int at = end;
    for (int rest = number; rest != 0; rest /= 10) {
      text[--at] = (byte) ('0' + rest % 10);
    }
  }
}
