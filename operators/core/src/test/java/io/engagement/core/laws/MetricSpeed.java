package io.engagement.core.laws;

import com.sun.management.ThreadMXBean;
import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.RowSink;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
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
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Feeds the events of a file to a metric by hand: nanoseconds and bytes allocated per event, bytes
 * of state per user. The watermark follows the latest event; horizon three days.
 *
 * @param <S> the metric's state
 */
public final class MetricSpeed<S> implements UserContext {
  private static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  private static final long HORIZON_MILLIS = Duration.ofDays(3).toMillis();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final UserMetric<S> metric;
  private final List<UserEvent> events;
  private String user = "";
  private long watermarkMillis;

  private MetricSpeed(UserMetric<S> metric, List<UserEvent> events) {
    this.metric = metric;
    this.events = events;
  }

  /**
   * Prints a line per round.
   *
   * @param perSettling events of a user between two settlings
   */
  public static void measure(
      String name,
      Path file,
      int rounds,
      int perSettling,
      Function<MetricSetup, UserMetric<?>> made)
      throws IOException {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    DIMENSIONS.forEach(
        (dimension, path) ->
            breakdowns.put(dimension, Breakdown.of(dimension, path, schema.field(path))));
    UserMetric<?> metric =
        made.apply(new MetricSetup(schema, ZoneCalendar.utc(), breakdowns, HORIZON_MILLIS));
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    List<UserEvent> events = new ArrayList<>();
    for (byte[] line : lines(file)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event) == null) {
        events.add(event);
      }
    }
    for (int round = 0; round < rounds; round++) {
      new MetricSpeed<>(metric, events).run(name, perSettling);
    }
  }

  private void run(String name, int perSettling) {
    Map<String, S> states = new HashMap<>();
    Map<String, int[]> unsettled = new HashMap<>();
    for (UserEvent event : events) {
      states.computeIfAbsent(event.user, absent -> metric.create());
      unsettled.computeIfAbsent(event.user, absent -> new int[1]);
    }
    watermarkMillis = Long.MIN_VALUE;
    long nanos = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (UserEvent event : events) {
      user = event.user;
      watermarkMillis = Math.max(watermarkMillis, event.timeMillis - 10_001);
      S state = states.get(user);
      if (metric.wants(event)) {
        metric.onEvent(state, event, this);
        if (++unsettled.get(user)[0] == perSettling) {
          unsettled.get(user)[0] = 0;
          metric.settle(state, this);
          metric.deadlineMillis(state);
        }
      }
      if (deltas.size() > 4_000) {
        deltas.drain(delta -> {});
      }
    }
    nanos = THREADS.getCurrentThreadCpuTime() - nanos;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    StateWriter out = new StateWriter(1 << 16);
    long bytes = 0;
    long largest = 0;
    for (Map.Entry<String, S> one : states.entrySet()) {
      user = one.getKey();
      metric.settle(one.getValue(), this);
      out.clear();
      metric.write(one.getValue(), out);
      bytes += out.size();
      largest = Math.max(largest, out.size());
    }
    deltas.drain(delta -> {});
    System.out.printf(
        "%s: %d events, %d users, %.0f ns of CPU and %.0f bytes an event; state %.0f bytes a user,"
            + " %d the largest%n",
        name,
        events.size(),
        states.size(),
        nanos / (double) events.size(),
        allocated / (double) events.size(),
        bytes / (double) states.size(),
        largest);
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
    return watermarkMillis;
  }

  @Override
  public long acceptedFromMillis() {
    return watermarkMillis == Long.MIN_VALUE
        ? watermarkMillis
        : watermarkMillis + 1 - HORIZON_MILLIS;
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
