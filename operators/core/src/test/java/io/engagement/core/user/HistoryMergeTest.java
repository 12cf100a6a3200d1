package io.engagement.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.TimelineOptions.OnCollision;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an anonymous id did counts as its owner's, or as its own: never by half. */
class HistoryMergeTest {
  private static final long DAY = 86_400_000L;
  private static final long NOW = 20_000 * DAY;
  private static final String OWNER = "ada";
  private static final String PHONE = "phone";

  /** What the metric throws at once it is told to. */
  private enum Fault {
    NONE,
    MERGE,
    FLUSH,
    WRITE,
    READ,
    CONTRIBUTIONS,
    FACTS
  }

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final Map<CellKey, CellValue> sums = new HashMap<>();
  private final Map<String, List<Object>> facts = new TreeMap<>();
  private final CountingMetric first = new CountingMetric("first", DAY);
  private final Publishing publishing = new Publishing("publishing");
  private final CountingMetric last = new CountingMetric("last", DAY);
  private final UserTimeline timeline = timeline(first, publishing, last);
  private final HistoryMerge merging = new HistoryMerge(timeline);

  private UserTimeline timeline(UserMetric<?>... metrics) {
    return new UserTimeline(
        List.of(metrics),
        new TimelineOptions(3 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000_000),
        deltas,
        this::publish);
  }

  private void publish(RowChange row) {
    String key = Arrays.toString(row.key());
    if (row.values() == null) {
      facts.remove(key);
    } else {
      facts.put(key, Arrays.asList(row.values()));
    }
  }

  private static UserEvent event(long id, String user) {
    UserEvent event = new UserEvent();
    event.user = user;
    event.messageIdHash = id;
    event.timeMillis = NOW + id;
    return event;
  }

  /** A flushed history of events, as it is stored. */
  private byte[] history(String user, long... ids) {
    UserHistory history = timeline.create();
    for (long id : ids) {
      assertThat(timeline.accept(history, event(id, user))).isEqualTo(Verdict.ACCEPTED);
    }
    return flushed(user, history);
  }

  private byte[] flushed(String user, UserHistory history) {
    StateWriter out = new StateWriter(64);
    timeline.flush(user, history, out);
    return out.toBytes();
  }

  private byte[] takenBack(byte[] written) {
    return takenBack(timeline.read(written));
  }

  private byte[] takenBack(UserHistory history) {
    StateWriter out = new StateWriter(64);
    merging.takeBack(PHONE, history, out);
    return out.toBytes();
  }

  /**
   * The owner's history afterwards.
   *
   * @param mistake when it is as it was before, and the phone counts again
   */
  private record Merged(UserHistory history, @Nullable MetricMistake mistake) {}

  private Merged merge(byte[] owner, byte[] moved) {
    try {
      return new Merged(merge(timeline.read(owner), moved), null);
    } catch (MetricMistake mistake) {
      merging.putBack(PHONE, moved);
      return new Merged(timeline.read(owner), mistake);
    }
  }

  private UserHistory merge(UserHistory owner, byte[] moved) {
    StateWriter out = new StateWriter(64);
    merging.merge(OWNER, owner, moved, out);
    return timeline.read(out.toBytes());
  }

  /** What is counted and published. */
  private String counted() {
    deltas.drain(
        delta ->
            sums.computeIfAbsent(delta.key(), absent -> new CellValue(CountingMetric.TABLE))
                .merge(delta.change()));
    Map<String, Long> counts = new TreeMap<>();
    sums.forEach(
        (key, value) -> {
          if (!value.isZero()) {
            counts.put(Arrays.toString(key.bytes()), value.measure(0));
          }
        });
    return counts + " " + facts;
  }

  private void startAgain() {
    counted();
    sums.clear();
    facts.clear();
  }

  @Test
  void countsAsIfAllHadComeUnderOneIdWhereverItIsClaimed() {
    long seed = 20_261_130;
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 500; trial++) {
      int events = random.nextInt(1, 60);
      int claimedAt = random.nextInt(events + 1);
      startAgain();
      UserHistory owner = timeline.create();
      UserHistory phone = timeline.create();
      for (int i = 0; i <= events; i++) {
        if (i == claimedAt) {
          byte[] moved =
              takenBack(random.nextBoolean() ? phone : timeline.read(flushed(PHONE, phone)));
          owner = merge(random.nextBoolean() ? owner : timeline.read(flushed(OWNER, owner)), moved);
        }
        boolean isAnonymous = i < claimedAt && random.nextBoolean();
        if (i < events) {
          timeline.accept(
              isAnonymous ? phone : owner, event(i * 1_000L, isAnonymous ? PHONE : OWNER));
        }
        if (random.nextInt(5) == 0) {
          owner = timeline.read(flushed(OWNER, owner));
          phone = i < claimedAt ? timeline.read(flushed(PHONE, phone)) : phone;
        }
      }
      byte[] united = flushed(OWNER, owner);
      String actual = counted();

      startAgain();
      UserHistory one = timeline.create();
      for (int i = 0; i < events; i++) {
        timeline.accept(one, event(i * 1_000L, OWNER));
      }
      byte[] whole = flushed(OWNER, one);
      assertThat(actual).as("seed %d, trial %d", seed, trial).isEqualTo(counted());
      assertThat(timeline.read(united).seenIds()).isEqualTo(events);
      assertThat(sectionBytes(united)).isEqualTo(sectionBytes(whole));
    }
  }

  /** What each section takes; timers and deadlines may take more or less. */
  private List<Integer> sectionBytes(byte[] bytes) {
    UserHistory history = timeline.read(bytes);
    return IntStream.range(0, history.states.length).mapToObj(history::sectionBytes).toList();
  }

  @Test
  void takesBackWhatAnIdHasCountedAndPublished() {
    byte[] phone = history(PHONE, 1, 2, 3);
    assertThat(counted()).isNotEqualTo("{} {}");
    takenBack(phone);
    assertThat(counted()).isEqualTo("{} {}");
  }

  @Test
  void recognisesRepeatsOfWhatEitherIdHadSent() {
    byte[] moved = takenBack(history(PHONE, 1, 2));
    UserHistory merged = merge(history(OWNER, 3), moved).history();
    for (long id = 1; id <= 3; id++) {
      assertThat(timeline.accept(merged, event(id, OWNER))).isEqualTo(Verdict.DUPLICATE);
    }
    assertThat(timeline.accept(merged, event(4, OWNER))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void recognisesOrdersOfEitherIdOnceTheyAreMerged() {
    UserHistory phone = timeline.create();
    UserHistory laptop = timeline.create();
    UserEvent onThePhone = order(1, "54763", PHONE);
    UserEvent onTheLaptop = order(2, "54763", OWNER);
    timeline.accept(phone, onThePhone);
    timeline.accept(laptop, onTheLaptop);
    assertThat(onTheLaptop.repeatedOrder).as("nobody knows yet that it is one person").isFalse();
    byte[] moved = takenBack(flushed(PHONE, phone));
    UserHistory merged = merge(flushed(OWNER, laptop), moved).history();
    UserEvent reloaded = order(3, "54763", OWNER);
    timeline.accept(merged, reloaded);
    assertThat(reloaded.repeatedOrder).isTrue();
    assertThat(merged.knownOrders()).isEqualTo(1);
  }

  private static UserEvent order(long id, String orderId, String user) {
    UserEvent order = event(id, user);
    order.commerce = new Commerce(Commerce.Kind.ORDER, null, orderId, null, Money.ABSENT, null);
    return order;
  }

  @Test
  void leavesSectionsAloneThatOnlyTheOwnerHas() {
    UserTimeline onlyLast = timeline(last);
    UserHistory phone = onlyLast.create();
    onlyLast.accept(phone, event(1, PHONE));
    StateWriter out = new StateWriter(64);
    onlyLast.flush(PHONE, phone, out);
    byte[] moved = takenBack(out.toBytes());
    byte[] owner = history(OWNER, 2);
    first.reads = 0;
    Merged merged = merge(owner, moved);
    assertThat(merged.mistake()).isNull();
    assertThat(first.reads).isZero();
    assertThat(last.reads).isPositive();
  }

  @Test
  void makesAnOwnerOfWhomNothingIsKnown() {
    byte[] moved = takenBack(history(PHONE, 1, 2));
    UserHistory merged = merge(timeline.create(), moved);
    String actual = counted();
    assertThat(merged.timerMillis()).isEqualTo(NOW + 2 + DAY);
    startAgain();
    history(OWNER, 1, 2);
    assertThat(actual).isEqualTo(counted());
  }

  @Test
  void keepsTheEarlierTimer() {
    byte[] moved = takenBack(history(PHONE, 1, 2));
    UserHistory owner = timeline.read(history(OWNER, 3));
    owner.timerMillis(NOW + 5);
    StateWriter out = new StateWriter(64);
    timeline.write(owner, out);
    assertThat(merge(out.toBytes(), moved).history().timerMillis()).isEqualTo(NOW + 5);
  }

  @Test
  void leavesBothIdsAsTheyWereWhereAMetricThrowsAtTheMerge() {
    for (Fault fault : List.of(Fault.MERGE, Fault.FLUSH, Fault.WRITE)) {
      startAgain();
      byte[] phone = history(PHONE, 1, 2, 3);
      byte[] owner = history(OWNER, 4, 5);
      String before = counted();
      byte[] moved = takenBack(phone);
      publishing.fault = fault;
      Merged merged = merge(owner, moved);
      publishing.fault = Fault.NONE;
      assertThat(merged.mistake()).hasMessageContaining("counts publishing threw");
      assertThat(counted()).as(fault.name()).isEqualTo(before);
      assertThat(flushed(OWNER, merged.history())).isEqualTo(owner);
      timeline.accept(merged.history(), event(6, OWNER));
      flushed(OWNER, merged.history());
      String actual = counted();
      startAgain();
      history(PHONE, 1, 2, 3);
      history(OWNER, 4, 5, 6);
      assertThat(actual).as(fault.name()).isEqualTo(counted());
    }
  }

  @Test
  void putsBackWhatTheOtherMetricsHadCountedWhenOneCannotSayWhatItHad() {
    for (Fault fault : List.of(Fault.READ, Fault.CONTRIBUTIONS, Fault.FACTS)) {
      startAgain();
      byte[] phone = history(PHONE, 1, 2, 3);
      byte[] owner = history(OWNER, 4, 5);
      byte[] moved = takenBack(phone);
      publishing.fault = fault;
      Merged merged = merge(owner, moved);
      publishing.fault = Fault.NONE;
      assertThat(merged.mistake()).as(fault.name()).isNotNull();
      String actual = counted();
      startAgain();
      history(OWNER, 4, 5);
      UserTimeline others = timeline(first, last);
      UserHistory anonymous = others.create();
      for (long id = 1; id <= 3; id++) {
        others.accept(anonymous, event(id, PHONE));
      }
      others.flush(PHONE, anonymous);
      assertThat(actual).as(fault.name()).isEqualTo(counted());
    }
  }

  @Test
  void takesNothingBackOfAnIdThatAMetricThrowsAt() {
    byte[] phone = history(PHONE, 1, 2, 3);
    String before = counted();
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE && fault != Fault.MERGE) {
        publishing.fault = fault;
        assertThatThrownBy(() -> takenBack(phone)).isInstanceOf(MetricMistake.class);
        assertThat(counted()).as(fault.name()).isEqualTo(before);
      }
    }
  }

  /** Publishes how many events a user had, and throws where it is told to. */
  private static final class Publishing extends CountingMetric {
    private Fault fault = Fault.NONE;

    Publishing(String id) {
      super(id, DAY);
    }

    private void fail(Fault at) {
      if (fault == at) {
        throw new IllegalStateException("planted");
      }
    }

    @Override
    public void flush(Count count, UserContext user) {
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(EVENTS, 5);
      facts(count, user);
      fail(Fault.FLUSH);
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(EVENTS, -5);
      super.flush(count, user);
    }

    @Override
    public void merge(Count into, Count from, UserContext user) {
      super.merge(into, from, user);
      fail(Fault.MERGE);
    }

    @Override
    public void facts(Count count, UserContext user) {
      Object[] key = {definition().id(), user.user()};
      user.facts().accept(new RowChange(TABLE, key, new Object[] {count.events}));
      fail(Fault.FACTS);
    }

    @Override
    public void contributions(Count count, UserContext user) {
      super.contributions(count, user);
      fail(Fault.CONTRIBUTIONS);
    }

    @Override
    public void write(Count count, StateWriter out) {
      fail(Fault.WRITE);
      super.write(count, out);
    }

    @Override
    public Count read(StateReader in, int version) {
      fail(Fault.READ);
      return super.read(in, version);
    }
  }
}
