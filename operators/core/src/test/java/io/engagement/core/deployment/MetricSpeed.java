package io.engagement.core.deployment;

import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.RowSink;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Prints what each metric of a configuration costs on the events of a file: CPU an event and bytes
 * a user. Arguments: a configuration, rounds, events between two settlings of a user, a file
 * ({@code .jsonl} or {@code .jsonl.gz}) in order of time. The watermark follows a minute behind.
 */
public final class MetricSpeed {
  private static final long BEHIND_MILLIS = 60_000L;
  private static final int MOST_CELLS = 4_000;

  private final Metrics metrics;
  private final List<UserEvent> events = new ArrayList<>();

  private MetricSpeed(Path config, Path file) throws IOException {
    metrics = Metrics.of(EngagementConfigReader.read(config).config());
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    try (var in = Files.newInputStream(file);
        var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        var reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        UserEvent event = new UserEvent();
        if (decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event) == null) {
          events.add(event);
        }
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    MetricSpeed speed = new MetricSpeed(Path.of(arguments[0]), Path.of(arguments[3]));
    for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
      for (UserMetric<?> metric : speed.metrics.metrics()) {
        speed.run(metric, Integer.parseInt(arguments[2]));
      }
    }
  }

  private static final class User<S> {
    final S state;
    int unsettled;

    User(S state) {
      this.state = state;
    }
  }

  private <S> void run(UserMetric<S> metric, int perSettling) {
    Map<String, User<S>> users = new HashMap<>();
    List<User<S>> userOf = new ArrayList<>();
    for (UserEvent event : events) {
      userOf.add(users.computeIfAbsent(event.user, absent -> new User<>(metric.create())));
    }
    Context context = new Context();
    long start = cpuNanos();
    for (int i = 0; i < events.size(); i++) {
      UserEvent event = events.get(i);
      context.user = event.user;
      context.watermarkMillis = Math.max(context.watermarkMillis, event.timeMillis - BEHIND_MILLIS);
      User<S> user = userOf.get(i);
      if (metric.wants(event)) {
        metric.onEvent(user.state, event, context);
        context.wanted++;
        if (++user.unsettled == perSettling) {
          user.unsettled = 0;
          metric.settle(user.state, context);
        }
      }
      if (context.deltas.size() > MOST_CELLS) {
        context.deltas.drain(delta -> {});
      }
    }
    double nanos = (cpuNanos() - start) / (double) events.size();
    StateWriter out = new StateWriter(1 << 16);
    long heapBytes = 0;
    int largest = 0;
    for (Map.Entry<String, User<S>> one : users.entrySet()) {
      context.user = one.getKey();
      metric.settle(one.getValue().state, context);
      int before = out.size();
      metric.write(one.getValue().state, out);
      largest = Math.max(largest, out.size() - before);
      heapBytes += metric.heapBytes(one.getValue().state);
    }
    System.out.printf(
        "%s %s: %d events (%d wanted), %d users, %.0f ns of CPU an event, %d fact rows; a user: %.0f"
            + " bytes (at most %d), %.0f on the heap%n",
        metric.definition().family(),
        metric.definition().id(),
        events.size(),
        context.wanted,
        users.size(),
        nanos,
        context.rows,
        out.size() / (double) users.size(),
        largest,
        heapBytes / (double) users.size());
  }

  /** Of this thread: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private final class Context implements UserContext {
    private final DeltaBuffer deltas = new DeltaBuffer();
    private String user = "";
    private long watermarkMillis = Long.MIN_VALUE;
    private long rows;
    private long wanted;

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
      return watermarkMillis + 1 - metrics.lateHorizonMillis();
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
}
