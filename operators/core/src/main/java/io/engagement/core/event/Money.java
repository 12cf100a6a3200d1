package io.engagement.core.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of money and quantities as events write them, in millionths: whole numbers, so that sums
 * are exact and can be taken back. Both are read by {@link WrittenNumber}.
 *
 * <p>An amount lies within {@link #MOST} on either side of 0, a quantity within {@link
 * #MOST_QUANTITY}. What lies beyond counts as unreadable.
 */
public final class Money {
  /** Stands for a value that is not there: absent, null or a blank text. */
  public static final long ABSENT = Long.MIN_VALUE;

  /** Stands for a value that is there and cannot be read, or for a result that 64 bits lack. */
  public static final long UNREADABLE = Long.MIN_VALUE + 1;

  /** Ten billion units. */
  public static final long MOST = 10_000_000_000_000_000L;

  /** One piece. */
  public static final long ONE = 1_000_000L;

  /** A million pieces. */
  public static final long MOST_QUANTITY = 1_000_000 * ONE;

  /** Larger results count as unreadable. */
  private static final long LARGEST_RESULT = Long.MAX_VALUE / 4;

  /** Digits after the point. */
  public static final int DECIMALS = 6;

  private static final int LONGEST_CURRENCY = 16;

  private Money() {}

  /** Whether it is a number: neither {@link #ABSENT} nor {@link #UNREADABLE}. */
  public static boolean isKnown(long millionths) {
    return millionths > UNREADABLE;
  }

  /**
   * The amount in a value of {@link UserEvent#field}: a number, or a text as people write amounts.
   * Finer than a millionth is rounded half away from zero.
   *
   * @return millionths, {@link #ABSENT} or {@link #UNREADABLE}
   */
  public static long amount(@Nullable Object field) {
    return millionths(field, MOST, true);
  }

  /**
   * The quantity in a value of {@link UserEvent#field}: a number, or a text that spells one; below
   * 0 for what is taken away.
   *
   * @return millionths, {@link #ABSENT} or {@link #UNREADABLE}
   */
  public static long quantity(@Nullable Object field) {
    return millionths(field, MOST_QUANTITY, false);
  }

  /**
   * The whole number from 0 to a most in a value of {@link UserEvent#field}: a number, or a text
   * that spells one.
   *
   * @return the number itself, {@link #ABSENT} or {@link #UNREADABLE}
   */
  public static long whole(@Nullable Object field, long most) {
    if (field instanceof Long number) {
      return number < 0 || number > most ? UNREADABLE : number;
    }
    long millionths = millionths(field, most * ONE, false);
    if (!isKnown(millionths)) {
      return millionths;
    }
    return millionths < 0 || millionths % ONE != 0 ? UNREADABLE : millionths / ONE;
  }

  private static long millionths(@Nullable Object field, long most, boolean isAmount) {
    if (field == null) {
      return ABSENT;
    }
    if (field instanceof Long whole) {
      return Math.abs(whole) > most / ONE || whole == Long.MIN_VALUE ? UNREADABLE : whole * ONE;
    }
    BigDecimal number = null;
    if (field instanceof BigDecimal decimal) {
      number = decimal;
    } else if (field instanceof String text) {
      if (text.isBlank()) {
        return ABSENT;
      }
      number = WrittenNumber.read(text, isAmount);
    }
    if (number == null || number.abs().compareTo(BigDecimal.valueOf(most, DECIMALS)) > 0) {
      return UNREADABLE;
    }
    return number.setScale(DECIMALS, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }

  /**
   * An amount by a quantity, rounded half away from zero where it is finer than a millionth.
   *
   * @return {@link #UNREADABLE} when the amount is, or when 64 bits do not hold the product; 0
   *     without an amount
   */
  public static long times(long millionths, long quantityMillionths) {
    if (!isKnown(millionths)) {
      return millionths == ABSENT ? 0 : UNREADABLE;
    }
    long product = millionths * quantityMillionths;
    long high = Math.multiplyHigh(millionths, quantityMillionths);
    if (high != product >> (Long.SIZE - 1)) {
      return wideTimes(millionths, quantityMillionths);
    }
    long rest = product % ONE;
    long rounding = rest >= ONE / 2 ? 1 : rest <= -ONE / 2 ? -1 : 0;
    return product / ONE + rounding;
  }

  private static long wideTimes(long millionths, long quantityMillionths) {
    BigInteger product =
        new BigDecimal(
                BigInteger.valueOf(millionths).multiply(BigInteger.valueOf(quantityMillionths)),
                DECIMALS)
            .setScale(0, RoundingMode.HALF_UP)
            .unscaledValue();
    return product.bitLength() < Long.SIZE ? bounded(product.longValue()) : UNREADABLE;
  }

  /** The sum of two amounts; {@link #UNREADABLE} when one is or the sum is too large. */
  public static long plus(long millionths, long more) {
    if (millionths == UNREADABLE || more == UNREADABLE) {
      return UNREADABLE;
    }
    long sum = millionths + more;
    return bounded(sum);
  }

  private static long bounded(long result) {
    return Math.abs(result) > LARGEST_RESULT ? UNREADABLE : result;
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
   * The currency that an amount is written with, for example {@code USD} of {@code "16.13 USD"} and
   * {@code EUR} of {@code "€5"}; null where it says none, or one that several countries share.
   */
  public static @Nullable String currencyOf(@Nullable Object amount) {
    return amount instanceof String text ? WrittenNumber.currencyIn(text) : null;
  }
}
