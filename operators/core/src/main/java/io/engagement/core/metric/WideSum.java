package io.engagement.core.metric;

import java.math.BigInteger;

/**
 * A sum of whole numbers that may need more than 64 bits, kept in several measures of a cell: each
 * summand is cut into limbs of 32 bits and every limb is summed by itself, carries and all. Exact,
 * in any order, and what is added with {@code times} -1 is gone without a trace.
 *
 * <p>A limb of a summand is below 2^32, so no limb's sum overflows as long as fewer than 2^31
 * summands are in the cell at once.
 *
 * @param first the measure of the lowest limb; the others follow it
 * @param limbs how many: 2 hold sums of any {@code long}, 4 sums of their squares
 */
public record WideSum(int first, int limbs) {
  /** Limbs for sums of {@code long} values. */
  public static final int LONGS = 2;

  /** Limbs for sums of squares of {@code long} values. */
  public static final int SQUARES = 4;

  private static final int LIMB_BITS = 32;
  private static final long LIMB = 0xFFFF_FFFFL;

  /**
   * Adds a number.
   *
   * @param times 1, or -1 to take it back
   */
  public void add(CellValue cell, long value, int times) {
    addLimbs(cell, 0, value, times);
  }

  /**
   * Adds the square of a number; only with {@link #SQUARES} limbs.
   *
   * @param times 1, or -1 to take it back
   */
  public void addSquare(CellValue cell, long value, int times) {
    long low = value * value;
    cell.add(first, times * (low & LIMB));
    cell.add(first + 1, times * (low >>> LIMB_BITS));
    addLimbs(cell, 2, Math.multiplyHigh(value, value), times);
  }

  private void addLimbs(CellValue cell, int from, long value, int times) {
    cell.add(first + from, times * (value & LIMB));
    cell.add(first + from + 1, times * (value >> LIMB_BITS));
  }

  /** The sum. */
  public BigInteger of(CellValue cell) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = limbs - 1; i >= 0; i--) {
      sum = sum.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(cell.measure(first + i)));
    }
    return sum;
  }
}
