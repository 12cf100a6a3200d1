package io.engagement.core.metric.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The keys that are left of what was shown. */
class ShownLogTest {
  @Test
  void keysOfImpressionsAtTheInstantAreNotExpired() {
    ShownLog shown = new ShownLog();
    shown.add(1, 5);
    shown.add(2, 6);
    shown.expire(5);
    assertThat(shown.size).isEqualTo(2);
    shown.expire(6);
    assertThat(shown.size).isEqualTo(1);
    assertThat(shown.keys[0]).isEqualTo(2);
    assertThat(shown.lastMillis()).isEqualTo(6);
    shown.expire(7);
    assertThat(shown.size).isZero();
    assertThat(shown.heapBytes()).isEqualTo(32);
  }

  @Test
  void keysAreNumberedInTheOrderInWhichTheyComeHoweverManyThereAre() {
    LongSlots slots = new LongSlots();
    for (int i = 1; i <= 64; i++) {
      assertThat(slots.of(i)).isEqualTo(i - 1);
    }
    assertThat(slots.of(0)).as("the first beyond the room there was").isEqualTo(64);
    assertThat(slots.size()).isEqualTo(65);
    assertThat(slots.find(0)).isEqualTo(64);
    assertThat(slots.of(64)).isEqualTo(63);
    assertThat(slots.find(65)).isEqualTo(LongSlots.ABSENT);
    slots.clear();
    assertThat(slots.size()).isZero();
    assertThat(slots.find(0)).isEqualTo(LongSlots.ABSENT);
  }
}
