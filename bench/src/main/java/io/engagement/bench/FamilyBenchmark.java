package io.engagement.bench;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateWriter;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one definition of a family adds to an event of a shop: a month of five thousand people, 40
 * events each, a few of them out of order or repeated. Whoever did something is settled and written
 * every ten seconds of event time, as at a checkpoint, so mostly after one or two events; timers
 * are looked at once a day of event time. Every event goes to the timeline, whether the family
 * wants it or not, as if other definitions took it. {@code none} is the timeline without a family;
 * subtract it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class FamilyBenchmark {
  private static final int EVENTS = 200_000;
  private static final int USERS = 5_000;
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long SPAN_MILLIS = 30 * DAY_MILLIS;
  private static final long CHECKPOINT_MILLIS = 10_000;
  private static final long OUT_OF_ORDERNESS_MILLIS = 10_000;

  /** About as many cells change as on a busy day. */
  private static final int EVENTS_PER_DRAIN = 20_000;

  /** Which family runs, if any. */
  @Param({
    OneDefinition.NONE,
    "active-users",
    "sessions",
    "lifecycle",
    "stickiness",
    "retention",
    "funnels",
    "paths",
    "content",
    "carts",
    "recommendations",
    "experiments",
    "score"
  })
  public String family = "";

  /** Whether the family's events come at all. */
  @Param({"used", "unmatched"})
  public String traffic = "";

  private final List<UserEvent> events = new ArrayList<>(EVENTS);
  private final List<String> users = new ArrayList<>();
  private int[] userOf = new int[0];
  private Metrics metrics;
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final StateWriter writer = new StateWriter(1 << 16);
  private UserTimeline timeline;
  private UserHistory[] histories = new UserHistory[0];
  private boolean[] isDirty = new boolean[0];
  private int[] dirty = new int[0];
  private int dirtyUsers;
  private long results;

  /** Decodes the sample once. */
  @Setup
  public void decode() {
    boolean isUnmatched = traffic.equals("unmatched");
    metrics =
        Sample.metrics(
            isUnmatched ? OneDefinition.unmatched(family) : OneDefinition.asUsed(family));
    boolean leavesOut = isUnmatched && OneDefinition.hasFixedEvents(family);
    int spare = leavesOut ? 3 : 1;
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    for (byte[] record : Sample.over(USERS, EVENTS * spare, SPAN_MILLIS * spare)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
        throw new IllegalStateException(decoder.rejectionDetail());
      }
      if (!(leavesOut && isWanted(event)) && events.size() < EVENTS) {
        events.add(event);
      }
    }
    if (events.size() != EVENTS) {
      throw new IllegalStateException("only " + events.size() + " events");
    }
    index();
  }

  private boolean isWanted(UserEvent event) {
    return metrics.metrics().stream().anyMatch(metric -> metric.wants(event));
  }

  /** Gives users numbers and events the watermark of their partition. */
  private void index() {
    Map<String, Integer> numbers = new HashMap<>();
    userOf = new int[EVENTS];
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < EVENTS; i++) {
      UserEvent event = events.get(i);
      event.partitionWatermarkMillis = watermark;
      watermark = Math.max(watermark, event.timeMillis - OUT_OF_ORDERNESS_MILLIS);
      Integer known = numbers.putIfAbsent(event.user, users.size());
      userOf[i] = known == null ? users.size() : known;
      if (known == null) {
        users.add(event.user);
      }
    }
    isDirty = new boolean[users.size()];
    dirty = new int[users.size()];
  }

  /** Forgets all users. */
  @Setup(Level.Invocation)
  public void forget() {
    histories = new UserHistory[users.size()];
    dirtyUsers = 0;
    deltas.drain(delta -> {});
    List<UserMetric<?>> running = family.equals(OneDefinition.NONE) ? List.of() : metrics.metrics();
    timeline = new UserTimeline(running, metrics.timelineOptions(), deltas, row -> results++);
  }

  /** All events, with the checkpoints in between. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long event() {
    long checkpointAt = Long.MIN_VALUE;
    long timersAt = Long.MIN_VALUE;
    for (int i = 0; i < EVENTS; i++) {
      UserEvent event = events.get(i);
      long watermark = event.partitionWatermarkMillis;
      if (watermark >= checkpointAt) {
        settleDirty(watermark);
        checkpointAt = watermark + CHECKPOINT_MILLIS;
        if (watermark >= timersAt) {
          fireTimers(watermark);
          timersAt = watermark + DAY_MILLIS;
        }
      }
      if (i % EVENTS_PER_DRAIN == 0) {
        deltas.drain(delta -> results++);
      }
      accept(userOf[i], event);
    }
    settleDirty(events.get(EVENTS - 1).partitionWatermarkMillis);
    return results;
  }

  private void accept(int user, UserEvent event) {
    UserHistory history = histories[user];
    if (history == null) {
      history = timeline.create();
      histories[user] = history;
    }
    timeline.accept(history, event);
    if (!isDirty[user]) {
      isDirty[user] = true;
      dirty[dirtyUsers++] = user;
    }
  }

  private void settleDirty(long watermark) {
    timeline.advanceTo(watermark);
    for (int i = 0; i < dirtyUsers; i++) {
      isDirty[dirty[i]] = false;
      settle(dirty[i]);
    }
    dirtyUsers = 0;
  }

  private void fireTimers(long watermark) {
    for (int user = 0; user < histories.length; user++) {
      UserHistory history = histories[user];
      if (history != null && history.timerMillis() <= watermark) {
        settle(user);
      }
    }
  }

  private void settle(int user) {
    UserHistory history = histories[user];
    history.timerMillis(timeline.settle(users.get(user), history));
    writer.clear();
    timeline.write(history, writer);
    results += writer.size();
  }
}
