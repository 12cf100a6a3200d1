package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideSumTest {
  private static final WideSum SUM = new WideSum(1, WideSum.LONGS);
  private static final WideSum SQUARES = new WideSum(3, WideSum.SQUARES);
  private static final CellTable TABLE = table();

  private static CellTable table() {
    CellTable.Builder builder = CellTable.named(99, "sums").sum("users", ColumnType.LONG);
    for (int i = 0; i < WideSum.LONGS + WideSum.SQUARES; i++) {
      builder.hidden("limb_" + i);
    }
    return builder.build();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 1L << 31, 1L << 32, -(1L << 32), Long.MAX_VALUE, Long.MIN_VALUE})
  void holdsEveryNumberAndItsSquare(long value) {
    CellValue cell = new CellValue(TABLE);
    BigInteger number = BigInteger.valueOf(value);
    for (int users = 1; users <= 3; users++) {
      SUM.add(cell, value, 1);
      SQUARES.addSquare(cell, value, 1);
      BigInteger times = BigInteger.valueOf(users);
      assertThat(SUM.of(cell)).isEqualTo(number.multiply(times));
      assertThat(SQUARES.of(cell)).isEqualTo(number.multiply(number).multiply(times));
    }
  }

  @Test
  void isExactInAnyOrderAndLeavesNothingWhenAllIsTakenBack() {
    long seed = 31;
    RandomGenerator random = new SplittableRandom(seed);
    long[] values = random.longs(1_000).map(value -> value >> (value & 63)).toArray();
    CellValue cell = new CellValue(TABLE);
    CellValue backwards = new CellValue(TABLE);
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (int i = 0; i < values.length; i++) {
      SUM.add(cell, values[i], 1);
      SQUARES.addSquare(cell, values[i], 1);
      CellValue change = new CellValue(TABLE);
      SUM.add(change, values[values.length - 1 - i], 1);
      SQUARES.addSquare(change, values[values.length - 1 - i], 1);
      backwards.merge(change);
      BigInteger number = BigInteger.valueOf(values[i]);
      sum = sum.add(number);
      squares = squares.add(number.multiply(number));
    }
    assertThat(SUM.of(cell)).as("seed %d", seed).isEqualTo(sum).isEqualTo(SUM.of(backwards));
    assertThat(SQUARES.of(cell)).isEqualTo(squares).isEqualTo(SQUARES.of(backwards));
    for (long value : values) {
      SUM.add(cell, value, -1);
      SQUARES.addSquare(cell, value, -1);
    }
    assertThat(cell.isZero()).isTrue();
  }
}
