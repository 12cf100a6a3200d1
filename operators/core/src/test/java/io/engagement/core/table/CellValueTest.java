package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CellValueTest {
  private static final long SEED = 47;
  private static final Measure USERS = Measure.sum("users");
  private static final Measure LATEST = Measure.max("latest", ColumnType.TIMESTAMP, "");
  private static final Measure TOTAL = Measure.sum("total");
  private static final Distribution ONE = new Distribution("one");
  private static final Distribution OTHER = new Distribution("other");
  private static final CellTable TABLE =
      CellTable.named(90, "tried")
          .key("bucket", CellTable.KeyPart.BUCKET)
          .measures(USERS, LATEST)
          .hidden(TOTAL)
          .distributions(ONE, OTHER)
          .build();

  @Test
  void layoutOneStillReadsAndWritesTheSameBytes() {
    CellValue value = new CellValue(TABLE);
    value.add(USERS, 1_000_000);
    value.add(LATEST, 1_711_843_200_000L);
    value.add(TOTAL, -5);
    value.histogram(1).add(90, 3);
    value.histogram(1).add(1_800_000, 2);
    byte[] golden = GoldenBytes.of("cells/v1-value.hex", bytes(value));
    assertThat(bytes(value)).isEqualTo(golden);

    CellValue read = read(TABLE, golden);
    assertThat(read.measure(USERS)).isEqualTo(1_000_000);
    assertThat(read.measure(LATEST)).isEqualTo(1_711_843_200_000L);
    assertThat(read.measure(TOTAL)).isEqualTo(-5);
    assertThat(read.histogram(0).isEmpty()).isTrue();
    assertThat(read.histogram(1).total()).isEqualTo(5);
    assertThat(bytes(read)).isEqualTo(golden);
  }

  @Test
  void sumsBeyond64BitsAreExactInAnyOrderAndCancelOut() {
    RandomGenerator random = new SplittableRandom(SEED);
    long[] amounts = random.longs(2_000).map(amount -> amount >> (amount & 63)).toArray();
    BigInteger expected = BigInteger.ZERO;
    CellValue added = new CellValue(TABLE);
    CellValue merged = new CellValue(TABLE);
    for (int i = 0; i < amounts.length; i++) {
      long amount = Math.abs(amounts[i] >> 1);
      added.add(TOTAL, amount);
      CellValue change = new CellValue(TABLE);
      change.add(TOTAL, Math.abs(amounts[amounts.length - 1 - i] >> 1));
      change.add(USERS, 1);
      merged = i % 2 == 0 ? merged : read(TABLE, bytes(merged));
      merged.merge(change);
      expected = expected.add(BigInteger.valueOf(amount));
    }
    assertThat(expected.bitLength())
        .as("the test is of wide sums, seed %d", SEED)
        .isGreaterThan(64);
    assertThat(added.sum(TOTAL)).isEqualTo(expected).isEqualTo(merged.sum(TOTAL));
    assertThat(merged.number(TOTAL.position())).isEqualTo(expected);
    assertThat(merged.number(USERS.position())).isEqualTo(2_000L);
    assertThat(merged.measure(TOTAL)).isEqualTo(Long.MAX_VALUE);
    for (long amount : amounts) {
      added.add(TOTAL, -Math.abs(amount >> 1));
      merged.add(TOTAL, -Math.abs(amount >> 1));
      merged.add(USERS, -1);
    }
    assertThat(added.isZero()).isTrue();
    assertThat(merged.isZero()).isTrue();
    assertThat(bytes(merged)).isEqualTo(bytes(new CellValue(TABLE)));
  }

  @Test
  void productsAreExact() {
    for (long one : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40}) {
      for (long other : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 12_345}) {
        CellValue value = new CellValue(TABLE);
        value.addProduct(TOTAL, one, other);
        BigInteger product = BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
        assertThat(value.sum(TOTAL)).isEqualTo(product);
        CellValue same = new CellValue(TABLE);
        same.addProduct(TOTAL, one, other);
        value.subtract(same);
        assertThat(value.isZero()).isTrue();
      }
    }
  }

  @Test
  void aColumnThatCannotHoldASumIsNull() {
    CellTable table =
        CellTable.named(91, "wide")
            .measures(Measure.sum("count", ColumnType.LONG, ""))
            .measures(Measure.sum("amount", ColumnType.MONEY, ""))
            .build();
    CellValue value = new CellValue(table);
    for (Measure measure : table.measures()) {
      value.add(measure, Long.MAX_VALUE);
      value.add(measure, 1);
    }
    assertThat(table.publishedValues(value, false))
        .containsExactly(null, BigInteger.ONE.shiftLeft(63));
  }

  @Test
  void aNewValueIsZeroAndEveryChangeIsNot() {
    assertThat(new CellValue(TABLE).isZero()).isTrue();
    for (Measure measure : TABLE.measures()) {
      CellValue value = new CellValue(TABLE);
      value.add(measure, 1);
      assertThat(value.isZero()).isFalse();
    }
    CellValue value = new CellValue(TABLE);
    value.histogram(0).add(1, 1);
    assertThat(value.isZero()).isFalse();
    value.histogram(0).add(1, -1);
    assertThat(value.isZero()).isTrue();
  }

  @Test
  void sumsAddAndMaximaKeepTheLargest() {
    CellValue value = new CellValue(TABLE);
    value.add(USERS, 3);
    value.add(USERS, -4);
    value.add(LATEST, -7);
    value.add(LATEST, -9);
    assertThat(value.measure(USERS)).isEqualTo(-1);
    assertThat(value.measure(LATEST)).isEqualTo(-7);
  }

  @Test
  void joiningChangesIsAssociativeAndCommutative() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 200; round++) {
      CellValue a = random(random);
      CellValue b = random(random);
      CellValue c = random(random);
      byte[] left = bytes(joined(joined(a, b), c));
      byte[] right = bytes(joined(a, joined(c, b)));
      assertThat(left).as("seed %d round %d", SEED, round).isEqualTo(right);
    }
  }

  @Test
  void joiningNothingChangesNothing() {
    CellValue value = random(new SplittableRandom(SEED));
    assertThat(bytes(joined(value, new CellValue(TABLE)))).isEqualTo(bytes(value));
    assertThat(bytes(joined(new CellValue(TABLE), value))).isEqualTo(bytes(value));
  }

  @Test
  void joiningLeavesTheChangeAsItWas() {
    CellValue change = random(new SplittableRandom(SEED));
    byte[] before = bytes(change);
    CellValue value = joined(new CellValue(TABLE), change);
    value.histogram(0).add(3, 1);
    value.add(USERS, 1);
    assertThat(bytes(change)).isEqualTo(before);
  }

  @Test
  void measuresAppendedToTheTableStartAtNothing() {
    CellValue old = new CellValue(TABLE);
    old.add(USERS, 4);
    CellTable grown =
        CellTable.named(90, "tried")
            .key("bucket", CellTable.KeyPart.BUCKET)
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .measures(Measure.max("latest", ColumnType.TIMESTAMP, ""))
            .hidden(Measure.sum("total"))
            .measures(Measure.sum("added", ColumnType.LONG, ""))
            .measures(Measure.max("added_latest", ColumnType.TIMESTAMP, ""))
            .distributions(
                new Distribution("one"), new Distribution("other"), new Distribution("third"))
            .build();
    CellValue read = read(grown, bytes(old));
    assertThat(read.measure(0)).isEqualTo(4);
    assertThat(read.measure(3)).isZero();
    assertThat(read.measure(4)).isEqualTo(Long.MIN_VALUE);
    assertThat(read.histogram(2).isEmpty()).isTrue();
  }

  @Test
  void whatANewerVersionWroteIsRefused() {
    CellTable shorter =
        CellTable.named(90, "tried")
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .distributions(new Distribution("one"), new Distribution("other"))
            .build();
    byte[] moreMeasures = bytes(new CellValue(TABLE));
    assertThatThrownBy(() -> read(shorter, moreMeasures)).isInstanceOf(IllegalStateException.class);
    CellTable fewerHistograms =
        CellTable.named(90, "tried")
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .measures(Measure.max("latest", ColumnType.TIMESTAMP, ""))
            .hidden(Measure.sum("total"))
            .build();
    assertThatThrownBy(() -> read(fewerHistograms, moreMeasures))
        .isInstanceOf(IllegalStateException.class);
    byte[] newerLayout = bytes(new CellValue(TABLE));
    newerLayout[0] = 2;
    assertThatThrownBy(() -> read(TABLE, newerLayout))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout 2");
  }

  @Test
  void damagedBytesAreRefusedAtEveryLength() {
    byte[] bytes = bytes(random(new SplittableRandom(SEED)));
    for (int length = 0; length < bytes.length; length++) {
      StateReader in = new StateReader().over(bytes, 0, length);
      assertThatThrownBy(() -> CellValue.read(TABLE, in)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static CellValue random(SplittableRandom random) {
    CellValue value = new CellValue(TABLE);
    value.add(USERS, random.nextLong(-5, 6));
    value.add(LATEST, random.nextLong());
    value.add(TOTAL, random.nextLong());
    for (int i = random.nextInt(4); i > 0; i--) {
      value.histogram(random.nextInt(2)).add(random.nextInt(1_000), random.nextLong(-2, 3));
    }
    return value;
  }

  private static CellValue joined(CellValue one, CellValue other) {
    CellValue sum = new CellValue(TABLE);
    sum.merge(one);
    sum.merge(other);
    return sum;
  }

  private static CellValue read(CellTable table, byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    CellValue value = CellValue.read(table, in);
    in.expectEnd();
    return value;
  }

  private static byte[] bytes(CellValue value) {
    StateWriter out = new StateWriter(16);
    value.write(out);
    return out.toBytes();
  }
}
