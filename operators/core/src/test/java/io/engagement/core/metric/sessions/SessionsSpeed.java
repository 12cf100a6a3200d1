package io.engagement.core.metric.sessions;

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
 * Puts the events of a file into sessions by hand: how many, how fast, how large. Arguments:
 * rounds, events between two settlings of a user, a file ({@code .jsonl} or {@code .jsonl.gz}).
 */
public final class SessionsSpeed implements UserContext {
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final SessionsMetric metric;
  private final List<UserEvent> events = new ArrayList<>();
  private String user = "";
  private long rows;

  private SessionsSpeed(Path file, Definition definition) throws IOException {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    OneUser.PATHS.forEach(
        (name, path) -> breakdowns.put(name, Breakdown.of(name, path, schema.field(path))));
    metric =
        new SessionsMetric(
            definition.made(),
            new MetricSetup(schema, ZoneCalendar.utc(), breakdowns, Duration.ofDays(3).toMillis()));
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
    SessionsSpeed plain = new SessionsSpeed(file, new Definition());
    for (int round = 0; round < rounds; round++) {
      plain.run("plain", perSettling);
    }
    SessionsSpeed broken = new SessionsSpeed(file, new Definition().by("platform", "channel"));
    for (int round = 0; round < rounds; round++) {
      broken.run("2 breakdowns", perSettling);
    }
    SessionsSpeed split =
        new SessionsSpeed(
            file,
            new Definition()
                .by("platform", "channel")
                .split(SessionsDefinition.Split.CAMPAIGN, SessionsDefinition.Split.MIDNIGHT));
    for (int round = 0; round < rounds; round++) {
      split.run("2 breakdowns, both splits", perSettling);
    }
  }

  private void run(String name, int perSettling) {
    Map<String, SessionsState> states = new HashMap<>();
    Map<SessionsState, int[]> unsettled = new HashMap<>();
    SessionsState[] stateOf = new SessionsState[events.size()];
    int[][] unsettledOf = new int[events.size()][];
    for (int i = 0; i < stateOf.length; i++) {
      stateOf[i] = states.computeIfAbsent(events.get(i).user, absent -> metric.create());
      unsettledOf[i] = unsettled.computeIfAbsent(stateOf[i], absent -> new int[1]);
    }
    rows = 0;
    long start = cpuNanos();
    for (int i = 0; i < stateOf.length; i++) {
      UserEvent event = events.get(i);
      user = event.user;
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
    double nanos = (cpuNanos() - start) / (double) events.size();
    StateWriter out = new StateWriter(1 << 16);
    long sessions = 0;
    long bytes = 0;
    long heapBytes = 0;
    for (Map.Entry<String, SessionsState> one : states.entrySet()) {
      user = one.getKey();
      metric.settle(one.getValue(), this);
      out.clear();
      metric.write(one.getValue(), out);
      metric.read(new StateReader().over(out.toBytes()), metric.stateVersion());
      sessions += one.getValue().line.size();
      bytes += out.size();
      heapBytes += metric.heapBytes(one.getValue());
    }
    deltas.drain(delta -> {});
    System.out.printf(
        "%s: %d events, %d users, %d sessions, %.0f ns of CPU an event, %d rows, %.0f bytes and %.0f on"
            + " the heap a session%n",
        name,
        events.size(),
        states.size(),
        sessions,
        nanos,
        rows,
        bytes / (double) sessions,
        heapBytes / (double) sessions);
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
    return Long.MIN_VALUE;
  }

  @Override
  public long acceptedFromMillis() {
    return Long.MIN_VALUE;
  }

  @Override
  public DeltaBuffer deltas() {
    return deltas;
  }

  @Override
  public RowSink facts() {
    return change -> rows++;
  }
}
