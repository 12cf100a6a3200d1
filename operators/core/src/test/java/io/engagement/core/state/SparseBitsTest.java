package io.engagement.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SparseBitsTest {
  private static final long SEED = 59;

  @Test
  void behavesLikeASortedSet() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 400; round++) {
      SparseBits bits = new SparseBits();
      TreeSet<Long> set = new TreeSet<>();
      long spread = 1L << (1 + random.nextInt(14));
      long origin = random.nextLong(-30_000, 30_000);
      for (int i = 0; i < 60; i++) {
        long position = origin + random.nextLong(spread);
        assertThat(bits.add(position)).isEqualTo(set.add(position));
        if (random.nextInt(20) == 0) {
          long from = origin + random.nextLong(spread);
          bits.removeBefore(from);
          set.headSet(from).clear();
        }
        if (random.nextInt(10) == 0) {
          bits = copy(bits);
        }
        assertSame(bits, set, origin + random.nextLong(spread));
        long from = origin + random.nextLong(spread);
        long to = from + random.nextLong(200);
        assertThat(bits.count(from, to)).isEqualTo(set.subSet(from, to).size());
        assertThat(bits.any(from, to)).isEqualTo(!set.subSet(from, to).isEmpty());
      }
    }
  }

  @Test
  void chunksMeetWithoutGap() {
    for (long edge : new long[] {-128, -64, 0, 64, 128, 19_776}) {
      SparseBits bits = new SparseBits();
      bits.add(edge - 1);
      bits.add(edge);
      bits.add(edge + 63);
      assertThat(bits.after(edge - 1)).isEqualTo(edge);
      assertThat(bits.before(edge)).isEqualTo(edge - 1);
      assertThat(bits.after(edge)).isEqualTo(edge + 63);
      assertThat(bits.before(edge + 63)).isEqualTo(edge);
      assertThat(bits.after(edge + 63)).isEqualTo(SparseBits.NOTHING_AFTER);
      assertThat(bits.before(edge - 1)).isEqualTo(SparseBits.NOTHING_BEFORE);
      assertThat(bits.before(Long.MAX_VALUE)).isEqualTo(edge + 63);
      assertThat(bits.after(Long.MIN_VALUE)).isEqualTo(edge - 1);
      bits.removeBefore(edge);
      assertThat(bits.first()).isEqualTo(edge);
      assertThat(bits.count()).isEqualTo(2);
    }
  }

  @Test
  void theEndOfTimeDropsEverything() {
    SparseBits bits = new SparseBits();
    bits.add(1);
    bits.add(1_000_000);
    int full = bits.heapBytes();
    bits.removeBefore(Long.MAX_VALUE);
    assertThat(bits.isEmpty()).isTrue();
    assertThat(bits.heapBytes()).isLessThan(full);
    assertThat(bits.first()).isEqualTo(SparseBits.NOTHING_AFTER);
  }

  @Test
  void equalSetsAreWrittenAlikeWhateverTheOrder() {
    SparseBits one = new SparseBits();
    SparseBits other = new SparseBits();
    for (long position = 0; position < 500; position += 7) {
      one.add(position);
      other.add(497 - position);
    }
    assertThat(bytes(other)).isEqualTo(bytes(one));
  }

  @Test
  void unitesAsASortedSetDoes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 500; round++) {
      SparseBits one = new SparseBits();
      SparseBits other = new SparseBits();
      TreeSet<Long> expected = new TreeSet<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        long position = random.nextInt(600) - 300L;
        (random.nextBoolean() ? one : other).add(position);
        expected.add(position);
      }
      one.addAll(other);
      SparseBits afresh = new SparseBits();
      expected.forEach(afresh::add);
      assertThat(bytes(one)).as("seed %d, round %d", SEED, round).isEqualTo(bytes(afresh));
      assertThat(one.last())
          .isEqualTo(expected.isEmpty() ? SparseBits.NOTHING_BEFORE : expected.last());
    }
  }

  @Test
  void damagedBytesAreRefused() {
    SparseBits bits = new SparseBits();
    bits.add(1);
    bits.add(100);
    byte[] bytes = bytes(bits);
    for (int length = 0; length < bytes.length; length++) {
      StateReader in = new StateReader().over(bytes, 0, length);
      assertThatThrownBy(() -> SparseBits.read(in, 2)).isInstanceOf(IllegalStateException.class);
    }
    StateWriter chunkTwice = new StateWriter(32);
    chunkTwice.writeUnsigned(2);
    chunkTwice.writeSigned(3);
    chunkTwice.writeByte(1);
    chunkTwice.writeSigned(0);
    chunkTwice.writeByte(1);
    StateReader in = new StateReader().over(chunkTwice.toBytes());
    assertThatThrownBy(() -> SparseBits.read(in, 2)).isInstanceOf(IllegalStateException.class);
    StateWriter chunkTooLong = new StateWriter(32);
    chunkTooLong.writeUnsigned(1);
    chunkTooLong.writeSigned(3);
    chunkTooLong.writeByte(62 | 64);
    chunkTooLong.writeUnsigned(2);
    StateReader tooLong = new StateReader().over(chunkTooLong.toBytes());
    assertThatThrownBy(() -> SparseBits.read(tooLong, 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDayTakesFourBytesAndAMonthOfThemNoMoreThanThirteen() {
    SparseBits bits = new SparseBits();
    bits.add(19_800);
    assertThat(bytes(bits)).hasSize(4);
    for (int day = 19_801; day < 19_830; day++) {
      bits.add(day);
    }
    assertThat(bytes(bits)).hasSizeLessThanOrEqualTo(13);
  }

  @Test
  void readsWhatLayoutOneWrote() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 500; round++) {
      SparseBits bits = new SparseBits();
      StateWriter first = new StateWriter(64);
      int chunks = random.nextInt(4);
      first.writeUnsigned(chunks);
      for (int chunk = 0; chunk < chunks; chunk++) {
        long set = random.nextLong() | 1L << random.nextInt(64);
        first.writeSigned(chunk == 0 ? -1 : 2);
        first.writeLong(set);
        for (int bit = 0; bit < 64; bit++) {
          if ((set >>> bit & 1) != 0) {
            bits.add(64L * (2 * chunk - 1) + bit);
          }
        }
      }
      StateReader in = new StateReader().over(first.toBytes());
      assertThat(bytes(SparseBits.read(in, 1)))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(bytes(bits));
      in.expectEnd();
      assertThat(bytes(copy(bits))).isEqualTo(bytes(bits));
    }
  }

  private static void assertSame(SparseBits bits, TreeSet<Long> set, long probe) {
    Long lower = set.lower(probe);
    Long higher = set.higher(probe);
    assertThat(bits.before(probe))
        .as("seed %d, before %d", SEED, probe)
        .isEqualTo(lower == null ? SparseBits.NOTHING_BEFORE : lower);
    assertThat(bits.after(probe))
        .as("seed %d, after %d", SEED, probe)
        .isEqualTo(higher == null ? SparseBits.NOTHING_AFTER : higher);
    assertThat(bits.contains(probe)).isEqualTo(set.contains(probe));
    assertThat(bits.count()).isEqualTo(set.size());
    assertThat(bits.isEmpty()).isEqualTo(set.isEmpty());
  }

  private static SparseBits copy(SparseBits bits) {
    StateReader in = new StateReader().over(bytes(bits));
    SparseBits copy = SparseBits.read(in, 2);
    in.expectEnd();
    return copy;
  }

  private static byte[] bytes(SparseBits bits) {
    StateWriter out = new StateWriter(16);
    bits.write(out);
    return out.toBytes();
  }
}
