package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumOfSquaresTest {
  private static final Measure LOW = Measure.sum("squares_low");
  private static final Measure HIGH = Measure.sum("squares_high");
  private static final SumOfSquares SQUARES = new SumOfSquares(LOW, HIGH);
  private static final CellTable TABLE =
      CellTable.named(99, "sums")
          .measures(Measure.sum("users", ColumnType.LONG, ""))
          .hidden(LOW, HIGH)
          .build();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 1L << 31, 1L << 32, -(1L << 32), Long.MAX_VALUE, Long.MIN_VALUE})
  void holdsTheSquareOfEveryNumber(long value) {
    CellValue cell = new CellValue(TABLE);
    BigInteger number = BigInteger.valueOf(value);
    for (int users = 1; users <= 9; users++) {
      SQUARES.add(cell, value, 1);
      assertThat(SQUARES.of(cell))
          .isEqualTo(number.multiply(number).multiply(BigInteger.valueOf(users)));
    }
  }

  @Test
  void isExactInAnyOrderAndLeavesNothingWhenAllIsTakenBack() {
    long seed = 31;
    RandomGenerator random = new SplittableRandom(seed);
    long[] values = random.longs(1_000).map(value -> value >> (value & 63)).toArray();
    CellValue cell = new CellValue(TABLE);
    CellValue backwards = new CellValue(TABLE);
    BigInteger squares = BigInteger.ZERO;
    for (int i = 0; i < values.length; i++) {
      SQUARES.add(cell, values[i], 1);
      CellValue change = new CellValue(TABLE);
      SQUARES.add(change, values[values.length - 1 - i], 1);
      backwards.merge(change);
      BigInteger number = BigInteger.valueOf(values[i]);
      squares = squares.add(number.multiply(number));
    }
    assertThat(SQUARES.of(cell))
        .as("seed %d", seed)
        .isEqualTo(squares)
        .isEqualTo(SQUARES.of(backwards));
    for (long value : values) {
      SQUARES.add(cell, value, -1);
    }
    assertThat(cell.isZero()).isTrue();
  }
}
