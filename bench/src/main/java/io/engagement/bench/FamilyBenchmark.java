package io.engagement.bench;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowSink;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one definition of a family adds to an event of a shop: a month of five thousand people, 40
 * events each, a few of them out of order or repeated. Whoever did something is flushed and written
 * every ten seconds of event time, as at a checkpoint, so mostly after one or two events; timers
 * are looked at once a day of event time. Every event goes to the timeline, whether the family
 * wants it or not, as if other definitions took it. {@code none} is the timeline without a family;
 * subtract it.
 *
 * <p>A family whose matchers do not all hold for some event, or that does not fill all its tables,
 * fails instead of looking cheap.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class FamilyBenchmark {
  private static final int EVENTS = 200_000;
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long SPAN_MILLIS = 30 * DAY_MILLIS;
  private static final long OUT_OF_ORDERNESS_MILLIS = 10_000;

  /** About as many cells change as on a busy day. */
  private static final int EVENTS_PER_DRAIN = 20_000;

  /** Which family runs, if any; or another of the definitions in {@link OneDefinition}. */
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
    "trends",
    "carts",
    "recommendations",
    "experiments",
    "score"
  })
  public String family = "";

  /** Whether the family's matchers hold for any event: {@code used} or {@code unmatched}. */
  @Param({"used", "unmatched"})
  public String traffic = "";

  /** How many people share the events: the fewer, the more there is to know of each. */
  @Param("5000")
  public int users;

  /** Event time between two checkpoints. */
  @Param("10")
  public int checkpointSeconds;

  private final List<UserEvent> events = new ArrayList<>(EVENTS);
  private final List<String> names = new ArrayList<>();
  private int[] userOf = new int[0];
  private List<UserMetric<?>> running = List.of();
  private Metrics metrics;
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final StateWriter writer = new StateWriter(1 << 16);
  private long results;
  private long expectedResults;
  private Consumer<CellDelta> cells = delta -> results++;
  private RowSink facts = row -> results++;
  private UserTimeline timeline;
  private UserHistory[] histories = new UserHistory[0];
  private boolean[] isDirty = new boolean[0];
  private int[] dirty = new int[0];
  private int dirtyUsers;

  /** Decodes the sample and tries it. */
  @Setup
  public void prepare() {
    metrics = Sample.metrics(OneDefinition.of(family));
    running = family.equals(OneDefinition.NONE) ? List.of() : metrics.metrics();
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    for (byte[] record : Sample.over(users, EVENTS, SPAN_MILLIS)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
        throw new IllegalStateException(decoder.rejectionDetail());
      }
      Identity.USER_OR_ANONYMOUS.assign(event);
      events.add(event);
    }
    if (events.size() != EVENTS) {
      throw new IllegalStateException("only " + events.size() + " events");
    }
    if (traffic.equals("unmatched")) {
      events.forEach(event -> Arrays.fill(event.matchWords(), 0));
    }
    index();
    tryOnce();
  }

  /** Runs everything once, untimed, and refuses to measure what is not what it seems. */
  private void tryOnce() {
    Published published = new Published();
    Consumer<CellDelta> countedCells = cells;
    RowSink countedFacts = facts;
    cells = countedCells.andThen(published::add);
    facts =
        row -> {
          countedFacts.accept(row);
          published.add(row);
        };
    dropUsers();
    event();
    expectedResults = results;
    cells = countedCells;
    facts = countedFacts;
    if (traffic.equals("used") && !running.isEmpty()) {
      refuseUnused(published);
    } else if (!published.isEmpty()) {
      throw new IllegalStateException(family + " publishes without events");
    }
  }

  private void refuseUnused(Published published) {
    DefinitionKey definition = running.get(0).published().get(0).definition();
    List<String> missing = new ArrayList<>();
    if (family.equals(definition.family())) {
      missing.addAll(published.missing(definition));
    } else if (published.isEmpty()) {
      missing.add("rows");
    }
    metrics.schema().matchers().stream()
        .filter(this::neverHolds)
        .forEach(matcher -> missing.add(matcher.toString()));
    if (!missing.isEmpty()) {
      throw new IllegalStateException(family + " is not in use: there are no " + missing);
    }
  }

  private boolean neverHolds(EventMatcher matcher) {
    int number = metrics.schema().matchers().indexOf(matcher);
    return events.stream().noneMatch(event -> event.matches(number));
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
      Integer known = numbers.putIfAbsent(event.user, names.size());
      userOf[i] = known == null ? names.size() : known;
      if (known == null) {
        names.add(event.user);
      }
    }
    isDirty = new boolean[names.size()];
    dirty = new int[names.size()];
  }

  /** Drops all users. */
  @Setup(Level.Invocation)
  public void dropUsers() {
    histories = new UserHistory[names.size()];
    dirtyUsers = 0;
    results = 0;
    timeline =
        new UserTimeline(running, metrics.timelineOptions(), deltas, row -> facts.accept(row));
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
        flushDirty(watermark);
        checkpointAt = watermark + checkpointSeconds * 1000L;
        if (watermark >= timersAt) {
          fireTimers(watermark);
          timersAt = watermark + DAY_MILLIS;
        }
      }
      if (i % EVENTS_PER_DRAIN == 0) {
        deltas.drain(cells);
      }
      accept(userOf[i], event);
    }
    flushDirty(events.get(EVENTS - 1).partitionWatermarkMillis);
    deltas.drain(cells);
    return results;
  }

  /** Every invocation comes to the same. */
  @TearDown(Level.Invocation)
  public void check() {
    if (results != expectedResults) {
      throw new IllegalStateException(results + " results instead of " + expectedResults);
    }
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

  private void flushDirty(long watermark) {
    timeline.advanceTo(watermark);
    for (int i = 0; i < dirtyUsers; i++) {
      isDirty[dirty[i]] = false;
      flush(dirty[i]);
    }
    dirtyUsers = 0;
  }

  private void fireTimers(long watermark) {
    for (int user = 0; user < histories.length; user++) {
      UserHistory history = histories[user];
      if (history != null && history.timerMillis() <= watermark) {
        flush(user);
      }
    }
  }

  private void flush(int user) {
    UserHistory history = histories[user];
    history.timerMillis(timeline.flush(names.get(user), history));
    writer.clear();
    timeline.write(history, writer);
    results += writer.size();
  }
}
