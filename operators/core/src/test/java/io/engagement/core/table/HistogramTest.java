package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final long SEED = 43;

  @Test
  void valuesBelow128AreExact() {
    for (long value = 0; value < 128; value++) {
      Histogram histogram = new Histogram();
      histogram.add(value, 1);
      assertThat(histogram.percentile(0.5)).isEqualTo(value);
    }
  }

  @Test
  void theFirstBucketOfTwoValuesHas128And129() {
    assertThat(Histogram.midpoint(Histogram.bucketOf(127))).isEqualTo(127);
    assertThat(Histogram.bucketOf(129)).isEqualTo(Histogram.bucketOf(128));
    assertThat(Histogram.midpoint(Histogram.bucketOf(128))).isEqualTo(128.5);
    assertThat(Histogram.bucketOf(130)).isEqualTo(Histogram.bucketOf(128) + 1);
  }

  @Test
  void negativeValuesCountAsZero() {
    Histogram histogram = new Histogram();
    histogram.add(-1, 1);
    histogram.add(Long.MIN_VALUE, 1);
    assertThat(histogram.percentile(1)).isZero();
    assertThat(histogram.bucketCount()).isEqualTo(1);
  }

  @Test
  void bucketsFollowEachOtherWithoutGapAtEveryPowerOfTwo() {
    for (int exponent = 1; exponent < 63; exponent++) {
      long power = 1L << exponent;
      assertThat(Histogram.bucketOf(power))
          .as("2^%d", exponent)
          .isEqualTo(Histogram.bucketOf(power - 1) + 1);
    }
    int previous = -1;
    for (long value = 0; value < 100_000; value++) {
      int bucket = Histogram.bucketOf(value);
      assertThat(bucket).isBetween(previous, previous + 1);
      previous = bucket;
    }
  }

  @Test
  void aValueIsWithinEightPerMilleOfItsBucketsMiddle() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
      double middle = Histogram.midpoint(Histogram.bucketOf(value));
      assertThat(middle).as("seed %d", SEED).isCloseTo(value, within(value * 0.008));
    }
    assertThat(Histogram.midpoint(Histogram.bucketOf(Long.MAX_VALUE)))
        .isCloseTo(Long.MAX_VALUE, within(Long.MAX_VALUE * 0.008));
  }

  @Test
  void percentilesInterpolateBetweenNeighbours() {
    Histogram histogram = new Histogram();
    histogram.add(10, 1);
    histogram.add(20, 1);
    assertThat(histogram.percentile(0)).isEqualTo(10);
    assertThat(histogram.percentile(0.5)).as("mean of the two").isEqualTo(15);
    assertThat(histogram.percentile(0.9)).isEqualTo(19);
    assertThat(histogram.percentile(1)).isEqualTo(20);
    histogram.add(21, 2);
    assertThat(histogram.percentile(0.5)).as("20.5 rounds half up").isEqualTo(21);
  }

  @Test
  void anEmptyHistogramSaysZero() {
    assertThat(new Histogram().percentile(0.5)).isZero();
    assertThat(new Histogram().total()).isZero();
    assertThat(new Histogram().isEmpty()).isTrue();
  }

  @Test
  void percentilesAreWithinOnePercentOfTheExactOnes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 300; round++) {
      long[] values = new long[1 + random.nextInt(40)];
      Histogram histogram = new Histogram();
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextLong(1L << (1 + random.nextInt(40)));
        histogram.add(values[i], 1);
      }
      Arrays.sort(values);
      for (double share : new double[] {0, 0.25, 0.5, 0.9, 0.99, 1}) {
        double rank = share * (values.length - 1);
        long low = values[(int) Math.floor(rank)];
        long high = values[(int) Math.ceil(rank)];
        double exact = low + (high - low) * (rank - Math.floor(rank));
        assertThat((double) histogram.percentile(share))
            .as("seed %d round %d", SEED, round)
            .isCloseTo(exact, within(exact * 0.01 + 0.5));
      }
    }
  }

  @Test
  void takingEverythingBackLeavesNothing() {
    SplittableRandom random = new SplittableRandom(SEED);
    Histogram histogram = new Histogram();
    long[] values = random.longs(500, 0, 1L << 40).toArray();
    for (long value : values) {
      histogram.add(value, 2);
    }
    assertThat(histogram.total()).isEqualTo(1_000);
    for (long value : values) {
      histogram.add(value, -2);
    }
    assertThat(histogram.isEmpty()).isTrue();
    assertThat(bytes(histogram)).isEqualTo(bytes(new Histogram()));
  }

  @Test
  void addingUpDoesNotDependOnOrder() {
    SplittableRandom random = new SplittableRandom(SEED);
    Histogram left = random(random);
    Histogram right = random(random);
    Histogram one = new Histogram();
    one.addAll(left);
    one.addAll(right);
    Histogram other = new Histogram();
    other.addAll(right);
    other.addAll(left);
    assertThat(bytes(one)).isEqualTo(bytes(other));
    assertThat(one.total()).isEqualTo(left.total() + right.total());
  }

  @Test
  void addingAHistogramToItselfDoublesIt() {
    Histogram histogram = random(new SplittableRandom(SEED));
    long total = histogram.total();
    histogram.addAll(histogram);
    assertThat(histogram.total()).isEqualTo(2 * total);
  }

  @Test
  void whatWasWrittenReadsBack() {
    Histogram written = random(new SplittableRandom(SEED));
    written.add(0, -3);
    Histogram read = new Histogram();
    read.read(new StateReader().over(bytes(written)));
    assertThat(bytes(read)).isEqualTo(bytes(written));
    read.add(5, 1);
    assertThat(read.total()).isEqualTo(written.total() + 1);
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes = bytes(random(new SplittableRandom(SEED)));
    for (int length = 0; length < bytes.length; length++) {
      StateReader in = new StateReader().over(bytes, 0, length);
      assertThatThrownBy(() -> new Histogram().read(in)).isInstanceOf(IllegalStateException.class);
    }
    StateWriter repeatedBucket = new StateWriter(16);
    for (int number : new int[] {2, 5, 2, 0, 2}) {
      repeatedBucket.writeUnsigned(number);
    }
    StateReader in = new StateReader().over(repeatedBucket.toBytes());
    assertThatThrownBy(() -> new Histogram().read(in)).isInstanceOf(IllegalStateException.class);
  }

  private static Histogram random(SplittableRandom random) {
    Histogram histogram = new Histogram();
    for (int i = 0; i < 100; i++) {
      histogram.add(random.nextLong(1L << 30), 1 + random.nextInt(3));
    }
    return histogram;
  }

  private static byte[] bytes(Histogram histogram) {
    StateWriter out = new StateWriter(16);
    histogram.write(out);
    return out.toBytes();
  }
}
