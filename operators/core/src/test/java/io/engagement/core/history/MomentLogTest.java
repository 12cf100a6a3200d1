package io.engagement.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.UtcDay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is kept of what a user does, to the instant. */
class MomentLogTest {
  private static final long DAY = UtcDay.MILLIS;

  /** A moment of a weight and kind. */
  private static final class Sample extends Moment {
    private final int weight;
    private final int kind;

    Sample(long millis, String id, int weight, int kind) {
      super(millis, MessageIds.bytes(id));
      this.weight = weight;
      this.kind = kind;
    }

    Sample(long millis, byte[] id, int weight, int kind) {
      super(millis, id);
      this.weight = weight;
      this.kind = kind;
    }

    @Override
    public int weight() {
      return weight;
    }

    @Override
    public int kind() {
      return kind;
    }

    @Override
    public String toString() {
      return millis
          + "#"
          + new String(MessageIds.utf8(id()), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static final MomentLog.Codec<Sample> CODEC =
      new MomentLog.Codec<>() {
        @Override
        public void write(Sample moment, StateWriter out) {
          out.writeUnsigned(moment.weight);
          out.writeUnsigned(moment.kind);
        }

        @Override
        public Sample read(long millis, byte[] id, StateReader in) {
          return new Sample(millis, id, in.readUnsignedInt(), in.readUnsignedInt());
        }
      };

  private final Expiry expiry = new Expiry();
  private final MomentLog<Sample> log = new MomentLog<>(expiry);
  private final List<Long> evicted = new ArrayList<>();

  private boolean add(long millis) {
    return add(new Sample(millis, "m" + millis, 1, 0), 2);
  }

  private boolean add(Sample moment, int most) {
    return log.add(moment, most, out -> evicted.add(out.millis));
  }

  private List<Long> kept() {
    return log.stream().map(moment -> moment.millis).toList();
  }

  @Test
  void aDayIsFromMidnightToBeforeTheNext() {
    assertThat(add(DAY - 1)).isTrue();
    assertThat(add(DAY)).isTrue();
    assertThat(add(DAY + 1)).isTrue();
    assertThat(add(2 * DAY - 1)).isFalse();
    assertThat(add(2 * DAY)).isTrue();
    assertThat(kept()).containsExactly(DAY - 1, DAY, DAY + 1, 2 * DAY);
    assertThat(log.lastMillis()).isEqualTo(2 * DAY);
  }

  @Test
  void anEarlierMomentPutsTheLastOfTheDayOut() {
    add(2 * DAY - 1);
    add(2 * DAY - 2);
    assertThat(add(DAY)).isTrue();
    assertThat(evicted).containsExactly(2 * DAY - 1);
    assertThat(kept()).containsExactly(DAY, 2 * DAY - 2);
  }

  @Test
  void aHeavyMomentIsTakenAsLongAsThoseBeforeItAreWithinTheLimit() {
    assertThat(add(new Sample(5, "a", 1, 0), 2)).isTrue();
    assertThat(add(new Sample(6, "b", 100, 0), 2)).isTrue();
    assertThat(add(new Sample(7, "c", 1, 0), 2)).isFalse();
    assertThat(add(new Sample(4, "d", 1, 0), 2)).isTrue();
    assertThat(evicted).containsExactly(6L);
  }

  @Test
  void kindsHaveLimitsOfTheirOwn() {
    add(new Sample(5, "a", 1, 0), 1);
    assertThat(add(new Sample(6, "b", 1, 1), 2)).isTrue();
    assertThat(add(new Sample(7, "c", 1, 1), 2)).isTrue();
    assertThat(add(new Sample(8, "d", 1, 1), 2)).isFalse();
    assertThat(add(new Sample(4, "e", 1, 0), 1)).isTrue();
    assertThat(evicted).containsExactly(5L);
    assertThat(kept()).containsExactly(4L, 6L, 7L);
  }

  @Test
  void twoLogsBecomeWhatOneLogOfAllWouldBe() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] most = {1 + random.nextInt(6), 1 + random.nextInt(6)};
      MomentLog<Sample> one = new MomentLog<>(new Expiry());
      MomentLog<Sample> other = new MomentLog<>(new Expiry());
      MomentLog<Sample> all = new MomentLog<>(new Expiry());
      for (int i = random.nextInt(20); i >= 0; i--) {
        Sample sample =
            new Sample(
                random.nextInt(3) * DAY + random.nextInt(4),
                "m" + i,
                1 + random.nextInt(3),
                random.nextInt(2));
        all.add(sample, most[sample.kind], out -> {});
        (random.nextBoolean() ? one : other).add(sample, most[sample.kind], out -> {});
      }
      one.merge(other, sample -> most[sample.kind]);
      assertThat(one).as("seed " + seed).isEqualTo(all);
      Sample next = new Sample(DAY + random.nextInt(4), "next", 1, 0);
      assertThat(one.add(next, most[0], out -> {})).isEqualTo(all.add(next, most[0], out -> {}));
      assertThat(one).as("seed " + seed).isEqualTo(all);
    }
  }

  @Test
  void ofExpiredMomentsAtOneInstantItsOwnComeFirst() {
    Sample own = new Sample(DAY, Moment.NO_ID, 1, 0);
    Sample others = new Sample(DAY, Moment.NO_ID, 1, 0);
    Expiry expired = new Expiry();
    MomentLog<Sample> other = new MomentLog<>(expired);
    other.add(others, 9, out -> {});
    log.add(own, 9, out -> {});
    expiry.advanceTo(2 * DAY);
    expired.advanceTo(2 * DAY);
    log.merge(other, sample -> 9);
    assertThat(log)
        .satisfiesExactly(
            first -> assertThat(first).isSameAs(own),
            second -> assertThat(second).isSameAs(others));
  }

  @Test
  void whatIsKeptDoesNotDependOnTheOrderOfArrival() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int most = 1 + random.nextInt(6);
      List<Sample> all = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        all.add(
            new Sample(
                random.nextInt(3) * DAY + random.nextInt(4),
                "m" + i,
                1 + random.nextInt(3),
                random.nextInt(2)));
      }
      MomentLog<Sample> actual = new MomentLog<>(new Expiry());
      all.forEach(one -> actual.add(one, most, out -> {}));
      assertThat(actual).as("seed " + seed).isEqualTo(firstOfEachDay(all, most));
      StateWriter out = new StateWriter(16);
      actual.write(CODEC, out);
      MomentLog<Sample> read = new MomentLog<>(new Expiry());
      read.read(CODEC, new StateReader().over(out.toBytes()));
      assertThat(read).as("read, seed " + seed).usingElementComparator(ORDER).isEqualTo(actual);
      Sample last = new Sample(3 * DAY - 1, "last", 1, 0);
      assertThat(read.add(last, most, one -> {}))
          .as("the weight is read too, seed " + seed)
          .isEqualTo(actual.add(last, most, one -> {}));
    }
  }

  private static final Comparator<Sample> ORDER =
      (one, other) -> one.isAfter(other) ? 1 : other.isAfter(one) ? -1 : 0;

  private static List<Sample> firstOfEachDay(List<Sample> all, int most) {
    List<Sample> sorted = new ArrayList<>(all);
    sorted.sort(ORDER);
    List<Sample> kept = new ArrayList<>();
    for (Sample one : sorted) {
      int before = 0;
      for (Sample other : kept) {
        boolean same = other.kind == one.kind && other.millis / DAY == one.millis / DAY;
        before += same ? other.weight : 0;
      }
      if (before < most) {
        kept.add(one);
      }
    }
    return kept;
  }

  @Test
  void nothingIsAddedToAnExpiredDay() {
    expiry.advanceTo(expiry.dueBefore(DAY + 5));
    assertThat(add(DAY - 1)).isFalse();
    assertThat(add(DAY)).isTrue();
  }

  @Test
  void expiredMomentsThatAreKeptLoseTheirIds() {
    add(new Sample(5, "a", 1, 0), 9);
    add(new Sample(6, "b", 7, 0), 9);
    add(new Sample(7, "c", 1, 0), 9);
    add(new Sample(DAY, "d", 1, 0), 9);
    List<Long> asked = new ArrayList<>();
    log.expire(
        DAY,
        moment -> {
          asked.add(moment.millis);
          return moment.millis != 6;
        });
    expiry.advanceTo(DAY);
    log.expireIds();
    assertThat(asked).containsExactly(5L, 6L, 7L);
    assertThat(kept()).containsExactly(5L, 7L, DAY);
    assertThat(log.get(0).id()).isEmpty();
    assertThat(log.get(2).id()).isNotEmpty();
    assertThat(log.heapBytes()).isEqualTo(56 + 3 * (4 + 24) + 16 + 8);
    StateWriter out = new StateWriter(16);
    expiry.write(out);
    log.write(CODEC, out);
    Expiry readExpiry = new Expiry();
    MomentLog<Sample> read = new MomentLog<>(readExpiry);
    StateReader in = new StateReader().over(out.toBytes());
    readExpiry.read(in);
    read.read(CODEC, in);
    in.expectEnd();
    assertThat(read.stream().map(one -> one.millis).toList()).isEqualTo(kept());
    assertThat(read.get(1).id()).isEmpty();
    assertThat(read.get(2).isSame(log.get(2))).isTrue();
  }

  @Test
  void aMomentWithoutIdComesFirstOfItsInstant() {
    Moment expired = new Moment(5, Moment.NO_ID);
    Moment named = new Moment(5, MessageIds.bytes("a"));
    assertThat(named.isAfter(expired)).isTrue();
    assertThat(expired.isAfter(named)).isFalse();
    assertThat(expired.isAfter(new Moment(5, Moment.NO_ID))).isFalse();
    assertThat(expired.isAfter(new Moment(4, MessageIds.bytes("z")))).isTrue();
    assertThat(new Moment(5, MessageIds.bytes("b")).isAfter(named)).isTrue();
  }

  @Test
  void aCountThatCannotFollowIsRefused() {
    StateWriter out = new StateWriter(16);
    out.writeUnsigned(1_000_000);
    assertThatThrownBy(() -> log.read(CODEC, new StateReader().over(out.toBytes())))
        .isInstanceOf(IllegalStateException.class);
  }
}
