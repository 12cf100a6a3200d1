package io.engagement.core.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Measure;
import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness finds nothing wrong with an honest metric, and every fault of a faulty one. */
class MetricLawsTest {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long HORIZON_MILLIS = 3 * DAY_MILLIS;
  private static final Measure COUNT = Measure.sum("events");
  private static final CellTable EVENTS =
      CellTable.named(99, "events")
          .key("bucket", CellTable.KeyPart.BUCKET)
          .measures(COUNT)
          .complete()
          .build();

  private enum Fault {
    NONE,
    COUNTS_TWICE_ON_A_TIE,
    EMITS_ONCE_A_DAY,
    EXPIRES_TOO_EARLY,
    WRITES_TOO_LITTLE,
    KEEPS_THE_EVENT,
    DEPENDS_ON_ORDER,
    THROWS
  }

  @Test
  void holdForAnHonestMetric() {
    assertThatCode(() -> MetricLaws.hold(300, random -> trial(Fault.NONE)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void areBrokenByEveryFault(Fault fault) {
    Throwable broken = catchThrowable(() -> MetricLaws.hold(300, random -> trial(fault)));
    assertThat(broken)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of seed ")
        .hasMessageContaining(fault.name());
  }

  @Test
  void shrinkTheHistoryToTheEventsThatMatter() {
    Throwable broken =
        catchThrowable(() -> MetricLaws.hold(300, random -> trial(Fault.COUNTS_TWICE_ON_A_TIE)));
    assertThat(broken).hasMessageContaining("with 2 events:");
  }

  @Test
  void sayTheSameOfTheSameSeed() {
    List<RawEvent> one =
        RandomHistories.around(ZoneSample.ALL.get(3)).event("track", "E").next(at(7));
    List<RawEvent> same =
        RandomHistories.around(ZoneSample.ALL.get(3)).event("track", "E").next(at(7));
    assertThat(one).isEqualTo(same);
  }

  private static RandomGenerator at(long seed) {
    return new java.util.SplittableRandom(seed);
  }

  private static MetricCase trial(Fault fault) {
    return new MetricCase(
        fault.name(),
        ZoneCalendar.utc(),
        HORIZON_MILLIS,
        Map.of(),
        setup -> new EventsADay(setup, fault),
        List.of(EVENTS),
        MetricLawsTest::eventsADay,
        RandomHistories.around(ZoneSample.ALL.get(0)).event("track", "Seen").pauses(DAY_MILLIS));
  }

  private static PublishedRows eventsADay(List<RawEvent> events, long watermarkMillis) {
    Map<String, Long> counts = new HashMap<>();
    for (RawEvent event : events) {
      String day = Instant.ofEpochMilli(event.timeMillis()).toString().substring(0, 10);
      counts.merge(day, 1L, Long::sum);
    }
    PublishedRows rows = new PublishedRows();
    counts.forEach(
        (day, count) -> {
          long end = Instant.parse(day + "T00:00:00Z").toEpochMilli() + DAY_MILLIS;
          rows.put("events", List.of("m", day), List.of(count, end <= watermarkMillis));
        });
    return rows;
  }

  /** Counts a user's events a day. */
  private static final class EventsADay implements UserMetric<EventsADay.Days> {
    private final DefinitionKey key = DefinitionKey.of("events", "m", "");
    private final MetricSetup setup;
    private final int matcher;
    private final Fault fault;

    EventsADay(MetricSetup setup, Fault fault) {
      this.setup = setup;
      this.matcher = setup.schema().matcher(EventMatcher.ANY);
      this.fault = fault;
    }

    static final class Days {
      private final TreeMap<Long, Long> counts = new TreeMap<>();
      private final TreeMap<Long, Long> emitted = new TreeMap<>();
      private final List<UserEvent> kept = new ArrayList<>();
      private long lastMillis = Long.MIN_VALUE;
    }

    @Override
    public DefinitionKey definition() {
      return key;
    }

    @Override
    public int stateVersion() {
      return 1;
    }

    @Override
    public Days create() {
      return new Days();
    }

    @Override
    public Days read(StateReader in, int version) {
      Days days = new Days();
      for (int count = in.readUnsignedInt(); count > 0; count--) {
        long day = in.readSigned();
        long events = in.readSigned();
        days.counts.put(day, events);
        days.emitted.put(day, events);
      }
      days.lastMillis = in.readLong();
      return days;
    }

    @Override
    public void write(Days days, StateWriter out) {
      boolean tooLittle = fault == Fault.WRITES_TOO_LITTLE && days.counts.size() > 1;
      out.writeUnsigned(tooLittle ? 0 : days.counts.size());
      if (!tooLittle) {
        days.counts.forEach(
            (day, events) -> {
              out.writeSigned(day);
              out.writeSigned(events);
            });
      }
      out.writeLong(days.lastMillis);
    }

    @Override
    public int heapBytes(Days days) {
      return 100 + days.counts.size() * 100;
    }

    @Override
    public boolean wants(UserEvent event) {
      return event.matches(matcher);
    }

    @Override
    public void onEvent(Days days, UserEvent event, UserContext user) {
      if (fault == Fault.THROWS && days.counts.size() == 3) {
        throw new IllegalStateException("three days are too many");
      }
      if (fault == Fault.DEPENDS_ON_ORDER && event.timeMillis < days.lastMillis) {
        return;
      }
      if (fault == Fault.KEEPS_THE_EVENT) {
        days.kept.add(event);
        return;
      }
      long day = setup.calendar().day(event.timeMillis);
      boolean twice = fault == Fault.COUNTS_TWICE_ON_A_TIE && event.timeMillis == days.lastMillis;
      days.counts.merge(day, twice ? 2L : 1L, Long::sum);
      days.lastMillis = event.timeMillis;
    }

    @Override
    public void flush(Days days, UserContext user) {
      days.kept.forEach(
          event -> days.counts.merge(setup.calendar().day(event.timeMillis), 1L, Long::sum));
      days.kept.clear();
      days.counts.forEach(
          (day, events) -> {
            long outstanding = events - days.emitted.getOrDefault(day, 0L);
            boolean withheld = fault == Fault.EMITS_ONCE_A_DAY && days.emitted.containsKey(day);
            if (outstanding != 0 && !withheld) {
              user.deltas().at(EVENTS, key).number(day).cell().add(COUNT, outstanding);
              days.emitted.put(day, events);
            }
          });
      if (user.acceptedFromMillis() != Long.MIN_VALUE) {
        long from = setup.calendar().day(user.acceptedFromMillis());
        if (fault == Fault.EXPIRES_TOO_EARLY && days.counts.containsKey(from)) {
          user.deltas().at(EVENTS, key).number(from).cell().add(COUNT, -days.counts.get(from));
        }
        days.counts.headMap(from).clear();
        days.emitted.headMap(from).clear();
      }
    }

    @Override
    public void contributions(Days days, UserContext user) {
      days.counts.forEach(
          (day, events) -> user.deltas().at(EVENTS, key).number(day).cell().add(COUNT, events));
    }
  }

  @Test
  void compareRowsByValueAndApproximately() {
    PublishedRows actual =
        new PublishedRows()
            .put("t", List.of("a"), Arrays.asList(101L, null))
            .put("t", List.of("b"), List.of(1L));
    PublishedRows near =
        new PublishedRows()
            .put("t", List.of("a"), Arrays.asList(new Approximately(100, 0.01, 0), null))
            .put("t", List.of("b"), List.of(1L));
    PublishedRows far =
        new PublishedRows()
            .put("t", List.of("a"), Arrays.asList(new Approximately(100, 0.009, 0), null))
            .put("t", List.of("c"), List.of(1L));
    assertThat(actual.differencesFrom(near)).isEmpty();
    assertThat(actual.differencesFrom(far)).hasSize(3);
  }
}
