package io.engagement.core.metric.carts;

import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.RowSink;
import io.engagement.core.metric.UserContext;
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
import java.util.zip.GZIPInputStream;

/**
 * Counts carts over the events of a file: how fast, how large. Arguments: rounds, events between
 * two settlings of a user, a file ({@code .jsonl} or {@code .jsonl.gz}) in order of event time.
 */
public final class CartsSpeed implements UserContext {
  private static final long HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  private final DeltaBuffer deltas = new DeltaBuffer();
  private final CartsMetric metric;
  private final List<UserEvent> events = new ArrayList<>();
  private String user = "";
  private long latestMillis;

  private CartsSpeed(Path file) throws IOException {
    EventSchema.Builder schema = new EventSchema.Builder();
    String channel = "context.campaign.source";
    metric =
        new CartsMetric(
            new CartsDefinition(
                "carts", 3_600_000, "USD", Duration.ofDays(90).toMillis(), List.of("channel")),
            new MetricSetup(
                schema,
                ZoneCalendar.utc(),
                Map.of("channel", Breakdown.of("channel", channel, schema.field(channel))),
                HORIZON_MILLIS));
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    for (byte[] line : lines(file)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event) == null) {
        events.add(event);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    CartsSpeed speed = new CartsSpeed(Path.of(arguments[2]));
    for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
      speed.run(Integer.parseInt(arguments[1]));
    }
  }

  private void run(int perSettling) {
    Map<String, CartsState> states = new HashMap<>();
    CartsState[] stateOf = new CartsState[events.size()];
    for (int i = 0; i < stateOf.length; i++) {
      stateOf[i] = states.computeIfAbsent(events.get(i).user, absent -> metric.create());
    }
    latestMillis = HORIZON_MILLIS;
    long wanted = 0;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < stateOf.length; i++) {
      UserEvent event = events.get(i);
      user = event.user;
      latestMillis = Math.max(latestMillis, event.timeMillis);
      if (metric.wants(event)) {
        metric.onEvent(stateOf[i], event, this);
        if (++wanted % perSettling == 0) {
          metric.settle(stateOf[i], this);
        }
      }
      if (deltas.size() > 4_000) {
        deltas.drain(delta -> {});
      }
    }
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    StateWriter out = new StateWriter(1 << 16);
    long bytes = 0;
    long heapBytes = 0;
    for (Map.Entry<String, CartsState> one : states.entrySet()) {
      user = one.getKey();
      metric.settle(one.getValue(), this);
      out.clear();
      metric.write(one.getValue(), out);
      bytes += out.size();
      heapBytes += metric.heapBytes(one.getValue());
    }
    deltas.drain(delta -> {});
    System.out.printf(
        "%d events, %.0f ns of CPU each; %d of carts, %.0f ns each; %d users, %.0f bytes, %.0f on"
            + " the heap each%n",
        events.size(),
        nanos / (double) events.size(),
        wanted,
        nanos / (double) wanted,
        states.size(),
        bytes / (double) states.size(),
        heapBytes / (double) states.size());
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
