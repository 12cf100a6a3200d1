package io.engagement.core.state;

import java.math.BigInteger;

/**
 * Whole numbers that may need more than 64 bits: a {@link Long} where it fits, else a {@link
 * BigInteger}, so that equal numbers are {@code equals}. At most 128 bits.
 */
public final class Wide {
  private static final int LONG_BITS = 63;

  private Wide() {}

  /** The number with these halves. */
  public static Number number(long high, long low) {
    return high == low >> LONG_BITS
        ? (Number) low
        : BigInteger.valueOf(high).shiftLeft(Long.SIZE).or(unsigned(low));
  }

  /** The same number, as a {@link Long} where it fits. */
  public static Number number(BigInteger number) {
    return number.bitLength() <= LONG_BITS ? (Number) number.longValue() : number;
  }

  public static BigInteger of(Number number) {
    return number instanceof BigInteger wide ? wide : BigInteger.valueOf(number.longValue());
  }

  /** The upper half; {@link BigInteger#longValue} is the lower one. */
  public static long high(BigInteger number) {
    return number.shiftRight(Long.SIZE).longValue();
  }

  private static BigInteger unsigned(long low) {
    BigInteger number = BigInteger.valueOf(low & Long.MAX_VALUE);
    return low < 0 ? number.setBit(LONG_BITS) : number;
  }
}
