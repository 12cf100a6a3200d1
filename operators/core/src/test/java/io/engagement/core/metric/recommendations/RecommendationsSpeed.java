package io.engagement.core.metric.recommendations;

import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.RowSink;
import io.engagement.core.metric.UserContext;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Counts recommendations over the events of a file: how fast, how large. Arguments: rounds, events
 * between two settlings of a user, a file ({@code .jsonl} or {@code .jsonl.gz}) in order of event
 * time.
 */
public final class RecommendationsSpeed implements UserContext {
  private static final long HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final RecommendationsMetric metric;
  private final List<UserEvent> events = new ArrayList<>();
  private String user = "";
  private long latestMillis;

  private RecommendationsSpeed(Path file, Recommending recommending) throws IOException {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    Recommending.DIMENSIONS.forEach(
        (name, path) -> breakdowns.put(name, Breakdown.of(name, path, schema.field(path))));
    metric =
        new RecommendationsMetric(
            recommending.definition(),
            new MetricSetup(schema, ZoneCalendar.utc(), breakdowns, HORIZON_MILLIS));
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    for (byte[] line : lines(file)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event) == null) {
        events.add(event);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    int perSettling = Integer.parseInt(arguments[1]);
    Path file = Path.of(arguments[2]);
    run("defaults", new RecommendationsSpeed(file, new Recommending()), rounds, perSettling);
    run(
        "by platform",
        new RecommendationsSpeed(file, new Recommending().by("platform")),
        rounds,
        perSettling);
    run(
        "once within 1 s",
        new RecommendationsSpeed(file, new Recommending().onceWithin("PT1S")),
        rounds,
        perSettling);
  }

  private static void run(String name, RecommendationsSpeed speed, int rounds, int perSettling) {
    for (int round = 0; round < rounds; round++) {
      speed.run(name, perSettling);
    }
  }

  private void run(String name, int perSettling) {
    Map<String, RecommendationState> states = new HashMap<>();
    Map<RecommendationState, int[]> unsettled = new HashMap<>();
    RecommendationState[] stateOf = new RecommendationState[events.size()];
    int[][] unsettledOf = new int[events.size()][];
    for (int i = 0; i < stateOf.length; i++) {
      stateOf[i] = states.computeIfAbsent(events.get(i).user, absent -> metric.create());
      unsettledOf[i] = unsettled.computeIfAbsent(stateOf[i], absent -> new int[1]);
    }
    latestMillis = HORIZON_MILLIS;
    long wanted = events.stream().filter(metric::wants).count();
    long start = cpuNanos();
    for (int i = 0; i < stateOf.length; i++) {
      UserEvent event = events.get(i);
      user = event.user;
      latestMillis = Math.max(latestMillis, event.timeMillis);
      if (metric.wants(event)) {
        metric.onEvent(stateOf[i], event, this);
        if (++unsettledOf[i][0] == perSettling) {
          unsettledOf[i][0] = 0;
          metric.settle(stateOf[i], this);
          metric.deadlineMillis(stateOf[i]);
        }
      }
      if (deltas.size() > 4_000) {
        deltas.drain(delta -> {});
      }
    }
    double nanos = (cpuNanos() - start) / (double) wanted;
    StateWriter out = new StateWriter(1 << 16);
    long logged = 0;
    long bytes = 0;
    long heapBytes = 0;
    for (Map.Entry<String, RecommendationState> one : states.entrySet()) {
      user = one.getKey();
      metric.settle(one.getValue(), this);
      out.clear();
      metric.write(one.getValue(), out);
      metric.read(new StateReader().over(out.toBytes()), metric.stateVersion());
      logged += one.getValue().views.moments.size();
      bytes += out.size();
      heapBytes += metric.heapBytes(one.getValue());
    }
    deltas.drain(delta -> {});
    System.out.printf(
        "%s: %d of %d events wanted, %.0f ns of CPU each, %d users with %.1f open views, %.0f"
            + " bytes, %.0f on the heap each%n",
        name,
        wanted,
        events.size(),
        nanos,
        states.size(),
        logged / (double) states.size(),
        bytes / (double) states.size(),
        heapBytes / (double) states.size());
  }

  /** Of this thread: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<byte[]> lines(Path file) throws IOException {
    try (var in = Files.newInputStream(file);
        var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        var reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return reader.lines().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public long watermarkMillis() {
    return latestMillis;
  }

  @Override
  public long acceptedFromMillis() {
    return latestMillis + 1 - HORIZON_MILLIS;
  }

  @Override
  public DeltaBuffer deltas() {
    return deltas;
  }

  @Override
  public RowSink facts() {
    return change -> {};
  }
}
