package io.engagement.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a robot costs, under the reference configuration, in which every family has a definition.
 */
class HeavyUserTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", ".")).resolve("../../conf/engagement.reference.yaml");

  private static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  private static final int EVENTS_PER_WRITE = 10_000;
  private static final int LIMIT = 100_000;
  private static final int MOST_BYTES = 40_000_000;

  private final Metrics metrics = Metrics.of(EngagementConfigReader.read(REFERENCE).config());
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final StateWriter written = new StateWriter(1 << 16);
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

  @Test
  @Timeout(300)
  void aMillionEventsOfOneUserInADayCostABoundedHistory() {
    live(1_000_000, 5);
  }

  /** The worst of robots: every event begins a session. */
  @Test
  @Timeout(300)
  void aRobotWhoseEveryEventIsASessionCostsABoundedHistoryToo() {
    live(200_000, 1_000);
  }

  private void live(int events, int campaigns) {
    Robot robot = new Robot(START, events, campaigns, 7);
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    UserTimeline timeline =
        new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, row -> {});
    UserHistory history = timeline.create();
    UserEvent event = new UserEvent();
    long watermark = Long.MIN_VALUE;
    long nanos = System.nanoTime();
    int largest = 0;
    boolean isDirty = false;
    for (int i = 0; i < events; i++) {
      byte[] record = robot.record(i);
      if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
        throw new IllegalStateException(decoder.rejectionDetail());
      }
      Identity.USER_OR_ANONYMOUS.assign(event);
      event.partitionWatermarkMillis = watermark;
      Verdict verdict = timeline.accept(history, event);
      verdicts.merge(verdict, 1, Integer::sum);
      isDirty |= verdict == Verdict.ACCEPTED;
      watermark = Math.max(watermark, event.timeMillis - 10_000);
      if (isDirty && (i + 1) % EVENTS_PER_WRITE == 0) {
        isDirty = false;
        timeline.advanceTo(watermark);
        history = reread(timeline, history);
        largest = Math.max(largest, written.size());
      }
    }
    double seconds = (System.nanoTime() - nanos) / 1e9;
    System.out.printf(
        "%,d events of one user, %d in 1,000 with a campaign, in %.1f s: %s; at most %,d bytes%n",
        events, campaigns, seconds, verdicts, largest);
    print(history);
    assertThat(verdicts.get(Verdict.ACCEPTED)).isLessThanOrEqualTo(LIMIT);
    assertThat(verdicts.getOrDefault(Verdict.CAPPED, 0))
        .isGreaterThanOrEqualTo(events - LIMIT - events / 100);
    assertThat(largest).isLessThan(MOST_BYTES);

    timeline.advanceTo(START + Duration.ofDays(200).toMillis());
    history = reread(timeline, history);
    System.out.printf("200 days later %,d bytes%n", written.size());
    print(history);
    assertThat(written.size()).isLessThan(MOST_BYTES / 20);
  }

  /** As a checkpoint writes it, and the next event after an eviction reads it. */
  private UserHistory reread(UserTimeline timeline, UserHistory history) {
    timeline.flush("robot", history);
    deltas.drain(delta -> {});
    written.clear();
    timeline.write(history, written);
    return timeline.read(written.toBytes());
  }

  private void print(UserHistory history) {
    for (int i = 0; i < metrics.metrics().size(); i++) {
      System.out.printf(
          "  %-18s %-18s %,12d bytes%n",
          metrics.metrics().get(i).definition().family(),
          metrics.metrics().get(i).definition().id(),
          history.sectionBytes(i));
    }
    System.out.printf("  ids: %,d%n", history.seenIds());
  }
}
