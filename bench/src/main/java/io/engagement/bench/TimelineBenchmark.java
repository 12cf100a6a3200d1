package io.engagement.bench;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
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
 * What an event costs once it has arrived at its user: deduplication, verdict and every metric,
 * with all histories flushed and written once at the end, as at a checkpoint. Histories start empty
 * in every invocation, so a user's first event and later ones are there in their natural shares.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TimelineBenchmark {
  private static final int EVENTS = 100_000;
  private static final int USERS = 10_000;

  /** Which definitions run. */
  @Param({"actives", "sessions", "both"})
  public String definitions = "";

  private final List<UserEvent> events = new ArrayList<>();
  private Metrics metrics;
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final StateWriter writer = new StateWriter(1 << 16);
  private UserTimeline timeline;
  private final Map<String, UserHistory> histories = new HashMap<>();
  private long facts;

  /** Decodes the sample once. */
  @Setup
  public void decode() {
    String actives =
        "  active-users: [{id: a, events: any, periods: [day, week, month, rolling-7d, rolling-30d],"
            + " breakdowns: [platform]}]\n";
    String sessions = "  sessions: [{id: s, gap: 30m, breakdowns: [platform, channel]}]\n";
    metrics =
        Sample.metrics(
            "breakdowns: {platform: context.device.type, channel: context.campaign.source}\nmetrics:\n"
                + (definitions.equals("sessions") ? "" : actives)
                + (definitions.equals("actives") ? "" : sessions));
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    long watermark = Long.MIN_VALUE;
    for (byte[] record : Sample.records(USERS, EVENTS)) {
      UserEvent event = new UserEvent();
      if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
        throw new IllegalStateException(decoder.rejectionDetail());
      }
      Identity.USER_OR_ANONYMOUS.assign(event);
      event.partitionWatermarkMillis = watermark;
      watermark = Math.max(watermark, event.timeMillis - 10_000);
      events.add(event);
    }
  }

  /** Drops all users. */
  @Setup(Level.Invocation)
  public void dropUsers() {
    histories.clear();
    deltas.drain(delta -> {});
    timeline =
        new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, row -> facts++);
  }

  /** All events, then one flush and writing of every history. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long event() {
    for (UserEvent event : events) {
      UserHistory history = histories.get(event.user);
      if (history == null) {
        history = timeline.create();
        histories.put(event.user, history);
      }
      timeline.accept(history, event);
    }
    long bytes = 0;
    for (Map.Entry<String, UserHistory> entry : histories.entrySet()) {
      timeline.flush(entry.getKey(), entry.getValue());
      writer.clear();
      timeline.write(entry.getValue(), writer);
      bytes += writer.size();
    }
    return bytes + facts;
  }
}
