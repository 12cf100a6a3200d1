package io.engagement.core.metric.activeusers;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.UserEvent;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.UserEvents;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.Period;
import io.engagement.core.metric.RowSink;
import io.engagement.core.metric.UserContext;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.lang.management.ManagementFactory;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Measures nanoseconds per event, by hand: run {@code main}. Days, weeks, months and rolling
 * windows with one breakdown, in a zone with daylight saving.
 */
final class ActiveUsersSpeed {
  private static final int USERS = 10_000;
  private static final int DAYS = 60;
  private static final long DAY_MILLIS = 86_400_000L;

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final UserContext user = new Context();
  private final ActiveUsersMetric metric;
  private final UserEvent event;
  private final ActiveUsersState[] states = new ActiveUsersState[USERS];
  private long acceptedFromMillis;

  private ActiveUsersSpeed() {
    EventSchema.Builder schema = new EventSchema.Builder();
    String path = "context.device.type";
    Breakdown platform = Breakdown.of("platform", path, schema.field(path));
    ZoneCalendar berlin = new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);
    List<Period> periods =
        List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_7D, Period.ROLLING_30D);
    metric =
        new ActiveUsersMetric(
            new ActiveUsersDefinition("active", EventMatcher.ANY, periods, List.of("platform")),
            new MetricSetup(schema, berlin, Map.of("platform", platform), 3 * DAY_MILLIS));
    event =
        new UserEvents(schema.build()).copyOf(RawEvent.track("Seen").at(0).with(path, "mobile"));
  }

  public static void main(String[] arguments) {
    for (int round = 0; round < 5; round++) {
      new ActiveUsersSpeed().measure();
    }
  }

  private void measure() {
    long start = Instant.parse("2024-02-01T06:00:00Z").toEpochMilli();
    for (int i = 0; i < USERS; i++) {
      states[i] = metric.create();
    }
    long newDay = 0;
    long sameDay = 0;
    long stored = 0;
    long bytes = 0;
    StateWriter out = new StateWriter(256);
    StateReader in = new StateReader();
    for (int day = 0; day < DAYS; day++) {
      acceptedFromMillis = start + (day - 3) * DAY_MILLIS;
      event.timeMillis = start + day * DAY_MILLIS;
      newDay += onAll();
      long before = cpuNanos();
      for (int repeat = 0; repeat < 10; repeat++) {
        event.timeMillis += 60_000;
        onAll();
      }
      sameDay += cpuNanos() - before;
      deltas.drain(delta -> {});
      before = cpuNanos();
      for (int i = 0; i < USERS; i++) {
        metric.settle(states[i], user);
        out.clear();
        metric.write(states[i], out);
        bytes = out.size();
        states[i] = metric.read(in.over(out.array(), 0, out.size()), metric.stateVersion());
      }
      stored += cpuNanos() - before;
    }
    long each = (long) USERS * DAYS;
    System.out.printf(
        "first event of a day %d ns, further event %d ns, settle+write+read %d ns, %d bytes%n",
        newDay / each, sameDay / (10 * each), stored / each, bytes);
  }

  /** Of this thread: other work on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private long onAll() {
    long before = cpuNanos();
    for (ActiveUsersState state : states) {
      if (metric.wants(event)) {
        metric.onEvent(state, event, user);
      }
    }
    return cpuNanos() - before;
  }

  private final class Context implements UserContext {
    @Override
    public String user() {
      return "u";
    }

    @Override
    public long watermarkMillis() {
      return acceptedFromMillis + 3 * DAY_MILLIS - 1;
    }

    @Override
    public long acceptedFromMillis() {
      return acceptedFromMillis;
    }

    @Override
    public DeltaBuffer deltas() {
      return deltas;
    }

    @Override
    public RowSink facts() {
      return change -> {
        throw new IllegalStateException("active users have no facts: " + change);
      };
    }
  }
}
