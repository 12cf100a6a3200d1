package io.engagement.core.event.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in their canonical form: a {@link Long} for every integer that fits, else a {@link
 * BigDecimal} without trailing zeros.
 */
public final class JsonNumbers {
  /** Numbers are below 10 to this power, and zero or not below its reciprocal: all are doubles. */
  static final int EXPONENT_BOUND = 308;

  private static final int MAX_EXPONENT_DIGITS = 4;
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private JsonNumbers() {}

  /** The canonical form of the number that {@code bytes[from, to)} spells. */
  static Number value(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == '-';
    int at = negative ? from + 1 : from;
    if (to - at <= 19) {
      long unscaled = 0;
      int scale = 0;
      boolean fraction = false;
      for (; at < to; at++) {
        int digit = bytes[at] - '0';
        if (digit >= 0 && digit <= 9) {
          unscaled = unscaled * 10 + digit;
          scale += fraction ? 1 : 0;
        } else if (digit == '.' - '0') {
          fraction = true;
        } else {
          return slow(bytes, from, to);
        }
      }
      if (unscaled < 0) {
        return slow(bytes, from, to);
      }
      while (scale > 0 && unscaled % 10 == 0) {
        unscaled /= 10;
        scale--;
      }
      long signed = negative ? -unscaled : unscaled;
      return scale == 0 ? (Number) signed : BigDecimal.valueOf(signed, scale);
    }
    return slow(bytes, from, to);
  }

  private static Number slow(byte[] bytes, int from, int to) {
    return canonical(
        new BigDecimal(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)));
  }

  /** The canonical form of a number. Its exponent must be bounded. */
  public static Number canonical(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 19) {
      BigInteger integer = stripped.toBigInteger();
      if (integer.compareTo(MIN_LONG) >= 0 && integer.compareTo(MAX_LONG) <= 0) {
        return integer.longValue();
      }
    }
    return stripped;
  }

  /** Whether a well-formed number keeps to the limit of digits and the bound of its size. */
  static boolean inRange(byte[] bytes, int from, int to, int maxDigits) {
    int digits = 0;
    int leadingZeros = 0;
    int integerDigits = -1;
    boolean zero = true;
    int at = bytes[from] == '-' ? from + 1 : from;
    for (; at < to && (bytes[at] | 0x20) != 'e'; at++) {
      if (bytes[at] == '.') {
        integerDigits = digits;
        continue;
      }
      digits++;
      if (zero && bytes[at] == '0') {
        leadingZeros++;
      } else {
        zero = false;
      }
    }
    if (digits > maxDigits) {
      return false;
    }
    integerDigits = integerDigits < 0 ? digits : integerDigits;
    int exponent = 0;
    if (at < to) {
      at++;
      boolean negative = bytes[at] == '-';
      if (bytes[at] == '-' || bytes[at] == '+') {
        at++;
      }
      while (at < to && bytes[at] == '0') {
        at++;
      }
      if (to - at > MAX_EXPONENT_DIGITS) {
        return false;
      }
      for (; at < to; at++) {
        exponent = exponent * 10 + bytes[at] - '0';
      }
      exponent = negative ? -exponent : exponent;
    }
    if (zero) {
      return Math.abs(exponent) <= EXPONENT_BOUND;
    }
    int magnitude = integerDigits - leadingZeros - 1 + exponent;
    return magnitude >= -EXPONENT_BOUND && magnitude < EXPONENT_BOUND;
  }
}
