package io.engagement.core.event;

import io.engagement.core.event.json.JsonNumbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of money as millionths of the currency's unit: whole numbers, so that sums are exact and
 * can be taken back.
 *
 * <p>An amount is from 0 to {@link #MOST}. Sums and products that exceed it are cut to it, so that
 * no number of a user can overflow what it is added to.
 */
public final class Money {
  /** Stands for no amount. */
  public static final long ABSENT = -1;

  /** Ten billion units. */
  public static final long MOST = 10_000_000_000_000_000L;

  private static final int DECIMALS = 6;
  private static final int LONGEST_TEXT = 40;
  private static final int LONGEST_CURRENCY = 16;
  private static final BigDecimal MOST_UNITS = BigDecimal.valueOf(MOST, DECIMALS);

  private Money() {}

  /**
   * The amount in a value of {@link UserEvent#field}: a number, or a text that spells one as
   * decimal digits (white space around it is ignored). Finer than a millionth is rounded half up.
   *
   * @return millionths; {@link #ABSENT} for anything else, also for amounts below 0 or above {@link
   *     #MOST}
   */
  public static long millionths(@Nullable Object field) {
    if (field instanceof Long whole) {
      return whole < 0 || whole > MOST / 1_000_000 ? ABSENT : whole * 1_000_000;
    }
    BigDecimal number =
        field instanceof BigDecimal decimal
            ? decimal
            : field instanceof String text ? number(text) : null;
    if (number == null || number.signum() < 0 || number.compareTo(MOST_UNITS) > 0) {
      return ABSENT;
    }
    return number.setScale(DECIMALS, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }

  /** So many times an amount, neither of them negative; at most {@link #MOST}. */
  public static long times(long millionths, long count) {
    return Math.multiplyHigh(millionths, count) != 0 || millionths * count < 0
        ? MOST
        : Math.min(MOST, millionths * count);
  }

  /** The sum of two amounts; at most {@link #MOST}. */
  public static long plus(long millionths, long more) {
    return Math.min(MOST, millionths + more);
  }

  /**
   * The currency in a value of {@link UserEvent#field}: a text in upper case, without white space
   * around it.
   *
   * @return null when it is no text, empty, or longer than 16 characters
   */
  public static @Nullable String currency(@Nullable Object field) {
    if (!(field instanceof String text)) {
      return null;
    }
    String code = text.strip();
    return code.isEmpty() || code.length() > LONGEST_CURRENCY
        ? null
        : code.toUpperCase(Locale.ROOT);
  }

  /**
   * The whole number from 0 to a most in a value of {@link UserEvent#field}: a number, or a text
   * that spells one.
   *
   * @param otherwise the result for anything else
   */
  public static long count(@Nullable Object field, long most, long otherwise) {
    Object number = field;
    if (field instanceof String text) {
      BigDecimal spelled = number(text);
      number = spelled == null ? null : JsonNumbers.canonical(spelled);
    }
    return number instanceof Long whole && whole >= 0 && whole <= most ? whole : otherwise;
  }

  /** The number that a text spells in digits, without an exponent; null for any other text. */
  private static @Nullable BigDecimal number(String text) {
    String stripped = text.strip();
    int length = stripped.length();
    if (length == 0 || length > LONGEST_TEXT) {
      return null;
    }
    int digits = 0;
    int points = 0;
    for (int i = 0; i < length; i++) {
      char c = stripped.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        points++;
      } else if (i > 0 || (c != '-' && c != '+')) {
        return null;
      }
    }
    return digits == 0 || points > 1 ? null : new BigDecimal(stripped);
  }
}
