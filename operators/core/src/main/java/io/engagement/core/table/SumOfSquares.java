package io.engagement.core.table;

import java.math.BigInteger;

/**
 * A sum of squares of {@code long} values, kept in two measures of a cell: the squares' lower and
 * upper 64 bits are summed apart, because two squares can already need more than the 128 bits of
 * one measure. Exact, in any order, and what is added with {@code times} -1 is gone without a
 * trace.
 *
 * @param low the measure of the lower halves
 * @param high the measure of the upper halves
 */
public record SumOfSquares(Measure low, Measure high) {
  /**
   * Adds the square of a number.
   *
   * @param times 1, or -1 to take it back
   */
  public void add(CellValue cell, long value, int times) {
    long half = value * value;
    if (times < 0) {
      cell.addWide(low, half == 0 ? 0 : -1, -half);
    } else {
      cell.addWide(low, 0, half);
    }
    cell.add(high, times * Math.multiplyHigh(value, value));
  }

  /** The sum. */
  public BigInteger of(CellValue cell) {
    return cell.sum(high).shiftLeft(Long.SIZE).add(cell.sum(low));
  }
}
