package io.engagement.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.NewerLayoutException;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.TimelineOptions.OnCollision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A metric that throws costs the event it threw at and nothing else. */
class PoisonTest {
  private static final long DAY = 86_400_000L;
  private static final long NOW = 20_000 * DAY;

  /** Where a poisoned event makes the metric throw. */
  private enum Where {
    BEFORE_ANYTHING,
    HALF_WAY,
    WHEN_FLUSHED,
    WHEN_WRITTEN
  }

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final Map<CellKey, CellValue> sums = new HashMap<>();
  private final List<RowChange> facts = new ArrayList<>();
  private Where where = Where.BEFORE_ANYTHING;
  private boolean cannotRead;
  private int seen;

  private static UserEvent event(long id, boolean isPoison) {
    UserEvent event = new UserEvent();
    event.user = "ada";
    event.messageIdHash = id;
    event.timeMillis = NOW + id;
    event.name = isPoison ? "poison" : "";
    return event;
  }

  private UserTimeline timeline() {
    return timeline(
        new CountingMetric("first", DAY), new Faulty("faulty"), new CountingMetric("last", DAY));
  }

  private UserTimeline timeline(UserMetric<?>... metrics) {
    TimelineOptions options =
        new TimelineOptions(3 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000_000);
    return new UserTimeline(List.of(metrics), options, deltas, facts::add);
  }

  @Test
  void leavesAsIfItHadNeverComeWhereverTheMetricThrows() {
    SplittableRandom random = new SplittableRandom(20_261_129);
    for (Where each : Where.values()) {
      where = each;
      for (int trial = 0; trial < 200; trial++) {
        List<UserEvent> events = new ArrayList<>();
        for (int i = 0; i < random.nextInt(1, 30); i++) {
          events.add(event(i, random.nextInt(4) == 0));
        }
        int flushEvery = random.nextInt(1, 12);
        Outcome disturbed = run(events, flushEvery);
        List<UserEvent> clean = new ArrayList<>(events);
        clean.removeIf(event -> event.name.equals("poison"));
        Outcome undisturbed = run(clean, flushEvery);
        assertThat(disturbed.rejected).isEqualTo(events.size() - clean.size());
        assertThat(disturbed.sums).isEqualTo(undisturbed.sums);
        assertThat(disturbed.bytes).isEqualTo(undisturbed.bytes);
      }
    }
    assertThat(facts).isNotEmpty().allSatisfy(row -> assertThat(row.values()).containsExactly(0L));
  }

  @Test
  void leavesAHistoryAloneThatCannotBeRead() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, false));
    timeline.flush("ada", history);
    byte[] written = bytes(timeline, history);
    drain();
    sums.clear();
    cannotRead = true;
    UserHistory read = timeline.read(written);
    assertThatThrownBy(() -> timeline.accept(read, event(2, false)))
        .isInstanceOf(MetricMistake.class)
        .hasMessageContaining("counts faulty threw")
        .hasMessageEndingWith("while it read its state");
    UserRecovery recovery = new UserRecovery(timeline, deltas);
    UserHistory rebuilt = recovery.before(written, List.of(), event(2, false));
    drain();
    assertThat(sums.values()).allMatch(CellValue::isZero);
    timeline.flush("ada", rebuilt);
    assertThat(bytes(timeline, rebuilt)).isEqualTo(written);

    timeline.advanceTo(NOW + 2 * DAY);
    assertThatThrownBy(() -> timeline.flush("ada", rebuilt)).isInstanceOf(MetricMistake.class);
    assertThat(recovery.flushed("ada", written, List.of()).deadlineMillis())
        .isGreaterThan(NOW + 2 * DAY);
  }

  @Test
  void endsTheJobForTheStateOfANewerVersion() {
    UserTimeline newer =
        new UserTimeline(
            List.of(
                new CountingMetric("first", DAY) {
                  @Override
                  public int stateVersion() {
                    return 2;
                  }
                }),
            new TimelineOptions(3 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000_000),
            deltas,
            facts::add);
    UserHistory history = newer.create();
    newer.accept(history, event(1, false));
    UserHistory read = timeline().read(bytes(newer, history));
    assertThatThrownBy(() -> timeline().accept(read, event(2, false)))
        .isInstanceOf(NewerLayoutException.class)
        .hasMessageContaining("newest known");
  }

  @Test
  void costsNoMoreForAUserWhoSendsMuchOfIt() {
    where = Where.WHEN_FLUSHED;
    UserTimeline timeline = timeline();
    List<UserEvent> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      events.add(event(i, i % 2 == 1));
    }
    seen = 0;
    UserRecovery.Flushed flushed = new UserRecovery(timeline, deltas).flushed("ada", null, events);
    assertThat(flushed.poisoned()).hasSize(1_000);
    assertThat(seen).isLessThan(3 * events.size());
  }

  @Test
  void saysWhichMetricThrewAndWhy() {
    UserTimeline timeline = timeline();
    assertThatThrownBy(() -> timeline.accept(timeline.create(), event(1, true)))
        .isInstanceOf(MetricMistake.class)
        .hasMessage(
            "counts faulty threw java.lang.IllegalStateException: planted while it took the event");
  }

  @Test
  void leavesAHistoryAloneThatTheWatermarkCannotFlush() {
    where = Where.WHEN_FLUSHED;
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, false));
    timeline.flush("ada", history);
    byte[] written = bytes(timeline, history);
    timeline.advanceTo(NOW + 2 * DAY);
    UserRecovery.Flushed flushed =
        new UserRecovery(timeline, deltas).flushed("ada", written, List.of());
    assertThat(flushed.poisoned()).isEmpty();
    assertThat(flushed.deadlineMillis()).isGreaterThan(NOW + 2 * DAY);
  }

  @Test
  void flushesOtherEventsAsOfWhenTheyCame() {
    where = Where.WHEN_WRITTEN;
    Visits visits = new Visits();
    UserTimeline timeline = timeline(visits, new Faulty("faulty"));
    UserHistory history = timeline.create();
    timeline.advanceTo(NOW);
    List<UserEvent> events = List.of(event(1, false), event(2, true), event(3, false));
    events.forEach(event -> timeline.accept(history, event));
    // The visit that all of them belong to is over and forgotten when they are flushed.
    timeline.advanceTo(NOW + 4 * DAY);
    StateWriter out = new StateWriter(256);
    assertThatThrownBy(() -> timeline.flush("ada", history, out)).isInstanceOf(MetricMistake.class);
    UserRecovery.Flushed flushed = new UserRecovery(timeline, deltas).flushed("ada", null, events);
    assertThat(flushed.poisoned()).hasSize(1);
    assertThat(deltas.at(Visits.TABLE, visits.definition()).text("visits").cell().measure(0))
        .isEqualTo(1);
  }

  /** Counts one visit, however many events it has, until it is over. */
  private static final class Visits extends CountingMetric {
    private static final int BEGUN = 1;
    private static final int COUNTED = 2;

    Visits() {
      super("visits", 3 * DAY);
    }

    @Override
    public void onEvent(Count count, UserEvent event, UserContext user) {
      count.events = Math.max(count.events, BEGUN);
      count.deadlineMillis = event.timeMillis + 3 * DAY;
    }

    @Override
    public void flush(Count count, UserContext user) {
      if (count.events == BEGUN) {
        user.deltas().at(TABLE, definition()).text("visits").cell().add(EVENTS, 1);
        count.events = COUNTED;
      }
      if (count.deadlineMillis <= user.watermarkMillis()) {
        count.events = 0;
        count.deadlineMillis = Long.MAX_VALUE;
      }
    }
  }

  private record Outcome(int rejected, Map<CellKey, Long> sums, byte[] bytes) {}

  /** As the operator does it: written when flushed, rebuilt when a metric throws. */
  private Outcome run(List<UserEvent> events, int flushEvery) {
    sums.clear();
    UserTimeline timeline = timeline();
    UserRecovery recovery = new UserRecovery(timeline, deltas);
    UserHistory history = timeline.create();
    byte[] written = null;
    List<UserEvent> journal = new ArrayList<>();
    int rejected = 0;
    int clean = 0;
    for (int i = 0; i <= events.size(); i++) {
      if (i == events.size() || clean == flushEvery) {
        StateWriter out = new StateWriter(256);
        try {
          timeline.flush("ada", history, out);
        } catch (MetricMistake mistake) {
          UserRecovery.Flushed flushed = recovery.flushed("ada", written, journal);
          history = flushed.history();
          rejected += flushed.poisoned().size();
          out.clear();
          timeline.write(history, out);
        }
        written = out.toBytes();
        journal.clear();
        clean = 0;
        drain();
      }
      if (i < events.size()) {
        try {
          assertThat(timeline.accept(history, events.get(i))).isEqualTo(Verdict.ACCEPTED);
          journal.add(events.get(i));
        } catch (MetricMistake mistake) {
          history = recovery.before(written, journal, events.get(i));
          rejected++;
        }
        clean += events.get(i).name.equals("poison") ? 0 : 1;
      }
    }
    Map<CellKey, Long> counted = new HashMap<>();
    sums.forEach(
        (key, value) -> {
          if (!value.isZero()) {
            counted.put(key, value.measure(0));
          }
        });
    // A history may be looked at more often than without the poison.
    history.timerMillis(UserHistory.NO_TIMER);
    return new Outcome(rejected, counted, bytes(timeline, history));
  }

  private void drain() {
    deltas.drain(
        delta ->
            sums.computeIfAbsent(delta.key(), absent -> new CellValue(CountingMetric.TABLE))
                .merge(delta.change()));
  }

  private static byte[] bytes(UserTimeline timeline, UserHistory history) {
    StateWriter out = new StateWriter(256);
    timeline.write(history, out);
    return out.toBytes();
  }

  /** Counts like its twin, until it sees poison. */
  private final class Faulty extends CountingMetric {
    Faulty(String id) {
      super(id, DAY);
    }

    @Override
    public void onEvent(Count count, UserEvent event, UserContext user) {
      seen++;
      boolean isPoison = event.name.equals("poison");
      if (isPoison && where == Where.BEFORE_ANYTHING) {
        throw new IllegalStateException("planted");
      }
      count.events++;
      user.deltas().at(TABLE, definition()).text("half way").cell().add(EVENTS, 7);
      if (isPoison && where == Where.HALF_WAY) {
        throw new IllegalStateException("planted");
      }
      count.isPoisoned |= isPoison;
      count.events--;
      user.deltas().at(TABLE, definition()).text("half way").cell().add(EVENTS, -7);
      super.onEvent(count, event, user);
    }

    @Override
    public void flush(Count count, UserContext user) {
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(EVENTS, 5);
      user.facts()
          .accept(
              new RowChange(
                  TABLE,
                  new Object[] {definition().id()},
                  new Object[] {count.isPoisoned && where == Where.WHEN_WRITTEN ? 1L : 0L}));
      if ((count.isPoisoned && where != Where.WHEN_WRITTEN)
          || (where == Where.WHEN_FLUSHED && user.watermarkMillis() != Long.MIN_VALUE)) {
        throw new IllegalStateException("planted");
      }
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(EVENTS, -5);
      super.flush(count, user);
    }

    @Override
    public void write(Count count, StateWriter out) {
      if (count.isPoisoned) {
        throw new IllegalStateException("planted");
      }
      super.write(count, out);
    }

    @Override
    public Count read(StateReader in, int version) {
      if (cannotRead) {
        throw new IllegalStateException("planted");
      }
      return super.read(in, version);
    }
  }
}
