package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptValuesTest {
  private static final int LIMIT = 10;

  @Test
  void keepsTheSameValuesWhateverTheirOrder() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      values.add("value " + i);
    }
    Set<Set<String>> outcomes = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      Collections.shuffle(values, new Random(seed));
      KeptValues kept = new KeptValues();
      Set<Long> evicted = new HashSet<>();
      for (String value : values) {
        long hash = KeptValues.hash(value);
        if (kept.keeps(hash)) {
          kept.count(hash, 1);
        }
        kept.limitTo(LIMIT, evicted::add);
        assertThat(kept.size()).isLessThanOrEqualTo(LIMIT);
        kept = read(kept);
      }
      Set<String> left = new HashSet<>(values);
      KeptValues end = kept;
      left.removeIf(value -> !end.keeps(KeptValues.hash(value)));
      assertThat(left).hasSize(LIMIT);
      assertThat(evicted).doesNotContainAnyElementsOf(left.stream().map(KeptValues::hash).toList());
      outcomes.add(left);
    }
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void dropsAValueWithItsLastCell() {
    KeptValues kept = new KeptValues();
    kept.count(KeptValues.hash("a"), 2);
    kept.count(KeptValues.hash("b"), 1);
    kept.count(KeptValues.hash("a"), -2);
    assertThat(kept.size()).isEqualTo(1);
    kept.count(KeptValues.hash("b"), -1);
    assertThat(kept.isEmpty()).isTrue();
  }

  @Test
  void aValueThatCameAndLeftTakesNoPlaceOfAnother() {
    KeptValues kept = new KeptValues();
    kept.count(1, 0);
    assertThat(kept.isEmpty()).isTrue();
    kept.count(2, 1);
    kept.limitTo(1, hash -> assertThat(hash).as("nothing is turned away").isNull());
    assertThat(kept.isOverflown()).isFalse();
  }

  @Test
  void staysOverflownWhenValuesGo() {
    KeptValues kept = new KeptValues();
    kept.count(1, 1);
    kept.count(2, 1);
    kept.limitTo(1, hash -> assertThat(hash).isEqualTo(2));
    kept.count(1, -1);
    assertThat(kept.keeps(2)).as("its numbers are elsewhere").isFalse();
    assertThat(kept.isEmpty()).isFalse();
    assertThat(read(kept).isOverflown()).isTrue();
  }

  @Test
  void unknownLayoutsAreRefused() {
    assertThatThrownBy(() -> KeptValues.read(new StateReader().over(new byte[] {2})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout 2");
  }

  private static KeptValues read(KeptValues kept) {
    StateWriter out = new StateWriter(64);
    kept.write(out);
    StateReader in = new StateReader().over(out.toBytes());
    KeptValues read = KeptValues.read(in);
    in.expectEnd();
    return read;
  }
}
