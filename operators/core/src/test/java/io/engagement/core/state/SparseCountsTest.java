package io.engagement.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SparseCountsTest {
  private static final long SEED = 11L;

  @Test
  void countsAsASortedMapDoes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 200; round++) {
      SparseCounts counts = new SparseCounts();
      TreeMap<Long, Integer> expected = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        long position = random.nextInt(40) - 20L;
        switch (random.nextInt(6)) {
          case 0 -> {
            counts.remove(position);
            expected.remove(position);
          }
          case 2 ->
              assertThat(counts.add(position, 3))
                  .isEqualTo(expected.merge(position, 3, Integer::sum));
          case 1 -> {
            counts.removeBefore(position - 15);
            expected.headMap(position - 15).clear();
          }
          default ->
              assertThat(counts.increment(position))
                  .isEqualTo(expected.merge(position, 1, Integer::sum));
        }
        long to = position + random.nextInt(10);
        assertThat(counts.sum(position, to))
            .isEqualTo(expected.subMap(position, to).values().stream().mapToLong(it -> it).sum());
        Long first = expected.ceilingKey(position);
        assertThat(counts.firstFrom(position)).isEqualTo(first == null ? Long.MAX_VALUE : first);
        assertThat(counts.last())
            .isEqualTo(expected.isEmpty() ? Long.MIN_VALUE : expected.lastKey());
        assertThat(counts.get(position)).isEqualTo(expected.getOrDefault(position, 0));
        assertThat(counts.size()).isEqualTo(expected.size());
        assertThat(counts.isEmpty()).isEqualTo(expected.isEmpty());
      }
      SparseCounts read = read(bytes(counts));
      assertThat(bytes(read)).isEqualTo(bytes(counts));
      expected.forEach((position, count) -> assertThat(read.get(position)).isEqualTo(count));
      read.clear();
      assertThat(read.isEmpty()).isTrue();
    }
  }

  @Test
  void damagedBytesAreRefused() {
    assertThatThrownBy(() -> read(new byte[] {1, 2, 0})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read(new byte[] {2, 2, 1, 0, 1}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read(new byte[] {9, 2})).isInstanceOf(IllegalStateException.class);
  }

  private static byte[] bytes(SparseCounts counts) {
    StateWriter out = new StateWriter(16);
    counts.write(out);
    return out.toBytes();
  }

  private static SparseCounts read(byte[] bytes) {
    return SparseCounts.read(new StateReader().over(bytes));
  }
}
