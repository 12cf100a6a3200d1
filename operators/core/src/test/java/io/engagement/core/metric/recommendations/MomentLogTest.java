package io.engagement.core.metric.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.session.MessageIds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a user's doings, to the instant. */
class MomentLogTest {
  private static final long DAY = MomentLog.DAY_MILLIS;

  private final MomentLog<Moment> log = new MomentLog<>();
  private final List<Long> out = new ArrayList<>();

  private static Moment at(long millis) {
    return new Moment(millis, MessageIds.bytes("m" + millis)) {
      @Override
      int weight() {
        return 1;
      }

      @Override
      int heapBytes() {
        return 0;
      }
    };
  }

  private boolean take(long millis) {
    return log.take(at(millis), 2, moment -> out.add(moment.millis));
  }

  private List<Long> kept() {
    return log.moments.stream().map(moment -> moment.millis).toList();
  }

  @Test
  void aDayIsFromMidnightToBeforeTheNext() {
    assertThat(take(DAY - 1)).isTrue();
    assertThat(take(DAY)).isTrue();
    assertThat(take(2 * DAY)).isTrue();
    assertThat(take(2 * DAY - 1)).as("the second of its day").isTrue();
    assertThat(out).isEmpty();
    assertThat(take(DAY + 1)).as("puts out the last of its day").isTrue();
    assertThat(out).containsExactly(2 * DAY - 1);
    assertThat(take(DAY + 2)).as("the third of its day").isFalse();
    assertThat(kept()).containsExactly(DAY - 1, DAY, DAY + 1, 2 * DAY);
  }

  @Test
  void whatIsAtTheInstantIsNotForgotten() {
    take(5);
    take(6);
    log.forgetBefore(6, moment -> out.add(moment.millis));
    assertThat(out).containsExactly(5L);
    assertThat(kept()).containsExactly(6L);
    log.forgetIdsBefore(6);
    assertThat(log.moments.get(0).id).isEqualTo(MessageIds.bytes("m6"));
    log.forgetIdsBefore(7);
    assertThat(log.moments.get(0).id).isEmpty();
  }

  @Test
  void keysOfShowingsAtTheInstantAreNotForgotten() {
    ShownLog shown = new ShownLog();
    shown.add(1, 5);
    shown.add(2, 6);
    shown.forgetBefore(5);
    assertThat(shown.size).isEqualTo(2);
    shown.forgetBefore(6);
    assertThat(shown.size).isEqualTo(1);
    assertThat(shown.keys[0]).isEqualTo(2);
    assertThat(shown.lastMillis()).isEqualTo(6);
    shown.forgetBefore(7);
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
