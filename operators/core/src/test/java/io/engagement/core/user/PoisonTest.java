package io.engagement.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserContext;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
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
    WHEN_FLUSHED
  }

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final Map<CellKey, CellValue> sums = new HashMap<>();
  private Where where = Where.BEFORE_ANYTHING;

  private static UserEvent event(long id, boolean isPoison) {
    UserEvent event = new UserEvent();
    event.user = "ada";
    event.messageIdHash = id;
    event.timeMillis = NOW + id;
    event.name = isPoison ? "poison" : "";
    return event;
  }

  private UserTimeline timeline() {
    TimelineOptions options =
        new TimelineOptions(3 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000_000);
    return new UserTimeline(
        List.of(
            new CountingMetric("first", DAY),
            new Faulty("faulty"),
            new CountingMetric("last", DAY)),
        options,
        deltas,
        row -> {});
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
        try {
          timeline.flush("ada", history);
        } catch (MetricMistake mistake) {
          UserRecovery.Flushed flushed = recovery.flushed("ada", written, journal);
          history = flushed.history();
          rejected += flushed.poisoned().size();
        }
        written = bytes(timeline, history);
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
      boolean isPoison = event.name.equals("poison");
      if (isPoison && where == Where.BEFORE_ANYTHING) {
        throw new IllegalStateException("planted");
      }
      count.events++;
      user.deltas().at(TABLE, definition()).text("half way").cell().add(0, 7);
      if (isPoison && where == Where.HALF_WAY) {
        throw new IllegalStateException("planted");
      }
      count.isPoisoned |= isPoison;
      count.events--;
      user.deltas().at(TABLE, definition()).text("half way").cell().add(0, -7);
      super.onEvent(count, event, user);
    }

    @Override
    public void flush(Count count, UserContext user) {
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(0, 5);
      if (count.isPoisoned
          || (where == Where.WHEN_FLUSHED && user.watermarkMillis() != Long.MIN_VALUE)) {
        throw new IllegalStateException("planted");
      }
      user.deltas().at(TABLE, definition()).text("flushes").cell().add(0, -5);
      super.flush(count, user);
    }
  }
}
