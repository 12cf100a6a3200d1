package io.engagement.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The marks of a robot's session: so many that they are walked from places in between. */
class ViewMarksTest {
  private static final PingRule RULE = new PingRule(10_000L, 5_000L);
  private static final long SEED = 20_240_303L;
  private static final int MARKS = 5_000;

  private record Mark(int kind, long millis, byte[] id) {}

  @Test
  void manyMarksAreTheSameInWhateverOrderTheyArrive() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Mark> inOrder = new ArrayList<>();
    long millis = 1_700_000_000_000L;
    for (int i = 0; i < MARKS; i++) {
      millis += random.nextInt(3) == 0 ? 0 : random.nextInt(40_000);
      byte[] id = MessageIds.bytes("%08x".formatted(i));
      inOrder.add(new Mark(random.nextInt(3) == 0 ? ViewMarks.PING : ViewMarks.VIEW, millis, id));
    }
    List<Mark> nearlyInOrder = new ArrayList<>(inOrder);
    for (int i = 0; i < MARKS / 3; i++) {
      int from = random.nextInt(MARKS);
      int to = Math.min(MARKS - 1, from + random.nextInt(i % 10 == 0 ? MARKS : 20));
      nearlyInOrder.add(to, nearlyInOrder.remove(from));
    }
    ViewMarks expected = marks(inOrder);
    ViewMarks shuffled = marks(nearlyInOrder);
    assertThat(bytes(shuffled)).as("seed %d", SEED).isEqualTo(bytes(expected));
    assertThat(shuffled.engagedMillis(RULE)).isEqualTo(expected.engagedMillis(RULE));
  }

  @Test
  void saysWhichViewIsFirstAndLastAmongMany() {
    ViewMarks marks = new ViewMarks();
    for (int i = 0; i < MARKS; i++) {
      assertThat(add(marks, new Mark(ViewMarks.VIEW, 1_000_000L + i * 10L, id(i))))
          .isEqualTo(i == 0 ? ViewMarks.FIRST | ViewMarks.LAST : ViewMarks.LAST);
    }
    long last = 1_000_000L + (MARKS - 1) * 10L;
    assertThat(add(marks, new Mark(ViewMarks.VIEW, last - 5, id(0)))).isZero();
    assertThat(add(marks, new Mark(ViewMarks.VIEW, last, id(MARKS)))).isEqualTo(ViewMarks.LAST);
    add(marks, new Mark(ViewMarks.PING, last + 9, id(0)));
    assertThat(add(marks, new Mark(ViewMarks.VIEW, last + 8, id(1)))).isEqualTo(ViewMarks.LAST);
    assertThat(add(marks, new Mark(ViewMarks.VIEW, last + 7, id(2)))).isZero();
    assertThat(add(marks, new Mark(ViewMarks.VIEW, 999_999L, id(3)))).isEqualTo(ViewMarks.FIRST);
  }

  @Test
  void marksAreFoldedUpToAnInstantAndThoseAtItAreKept() {
    ViewMarks marks = new ViewMarks();
    add(marks, new Mark(ViewMarks.VIEW, 1_000L, id(0)));
    marks.expire(1_000L, RULE);
    assertThat(marks.hasExpired()).isFalse();
    assertThat(marks.firstViewId()).isEqualTo(id(0));
    marks.expire(1_001L, RULE);
    assertThat(marks.hasExpired()).isTrue();
    assertThat(marks.firstViewId()).isNull();
    add(marks, new Mark(ViewMarks.PING, 12_000L, id(1)));
    assertThat(marks.engagedMillis(RULE)).as("for the view that was folded").isEqualTo(5_000L);
  }

  private static byte[] id(int number) {
    return MessageIds.bytes("%08x".formatted(number));
  }

  private static ViewMarks marks(List<Mark> arriving) {
    ViewMarks marks = new ViewMarks();
    arriving.forEach(mark -> add(marks, mark));
    return marks;
  }

  private static int add(ViewMarks marks, Mark mark) {
    return marks.add(mark.kind(), mark.millis(), mark.id(), mark.id().length);
  }

  private static byte[] bytes(ViewMarks marks) {
    StateWriter out = new StateWriter(1 << 16);
    marks.write(0, out);
    return out.toBytes();
  }
}
