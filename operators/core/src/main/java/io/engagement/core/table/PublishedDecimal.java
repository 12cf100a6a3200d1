package io.engagement.core.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers as rows carry them in columns of type {@link ColumnType#DECIMAL}: no trailing zeros
 * after the point and a scale of 0 or more, so that equal numbers are {@code equals}. At most 26
 * digits before the point and 12 after it: what Flink SQL's {@code DECIMAL(38, 12)} holds.
 */
public final class PublishedDecimal {
  private static final int INTEGER_DIGITS = 26;

  /** The most digits after the point. */
  public static final int MOST_SCALE = 12;

  private PublishedDecimal() {}

  /**
   * A number of so many digits after the point.
   *
   * @param scale 0 to {@link #MOST_SCALE}
   * @return null when it has too many digits before the point: rather nothing than something wrong
   */
  public static @Nullable BigDecimal of(BigInteger unscaled, int scale) {
    BigDecimal number = new BigDecimal(unscaled, scale).stripTrailingZeros();
    if (number.precision() - number.scale() > INTEGER_DIGITS) {
      return null;
    }
    return number.scale() < 0 ? number.setScale(0) : number;
  }
}
