package io.engagement.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.HostileRecords;
import io.engagement.core.event.Identifiers;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever is in well-formed records, over every key of the reference configuration: nothing throws
 * while they are decoded, matched and counted, and state can be written and read.
 *
 * <p>{@code -Dhostile.records=1000000} for as many, {@code -Dhostile.seed=N} for others.
 */
class HostileRecordsTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", ".")).resolve("../../conf/engagement.reference.yaml");

  private static final int RECORDS_PER_FLUSH = 500;
  private static final long OUT_OF_ORDERNESS = 10_000;

  private final int records = Integer.getInteger("hostile.records", 30_000);
  private final long seed = Long.getLong("hostile.seed", 8L);

  private final Metrics metrics = Metrics.of(EngagementConfigReader.read(REFERENCE).config());
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final UserTimeline timeline =
      new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, row -> {});
  private final Map<String, UserHistory> histories = new HashMap<>();

  @Test
  void nothingThrowsAndStateStaysReadable() {
    long start = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
    HostileRecords hostile = new HostileRecords(seed, start);
    EventDecoder decoder = metrics.decoder();
    UserEvent event = new UserEvent();
    Map<String, Integer> fates = new TreeMap<>();
    long watermark = Long.MIN_VALUE;
    for (int i = 1; i <= records; i++) {
      byte[] record = hostile.next();
      String fate;
      try {
        RejectionReason reason = decoder.decode(record, 0, record.length, start + i * 1000L, event);
        fate = reason != null ? reason.name() : accept(event, watermark).name();
      } catch (RuntimeException | StackOverflowError mistake) {
        String text = new String(record, StandardCharsets.UTF_8);
        throw new AssertionError("seed " + seed + ", record " + i + ": " + text, mistake);
      }
      fates.merge(fate, 1, Integer::sum);
      if (!fate.equals("LATE") && event.timeMillis - OUT_OF_ORDERNESS > watermark) {
        watermark = event.timeMillis - OUT_OF_ORDERNESS;
      }
      if (i % RECORDS_PER_FLUSH == 0) {
        timeline.advanceTo(watermark);
        flush();
      }
    }
    System.out.printf("hostile records: seed %d, %,d records: %s%n", seed, records, fates);
    assertThat(fates.get("ACCEPTED")).isGreaterThan(records / 5);
  }

  private Verdict accept(UserEvent event, long watermark) {
    metrics.identity().assign(event);
    assertThat(event.user.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(Identifiers.LONGEST_BYTES);
    assertThat(event.messageId.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(Identifiers.LONGEST_BYTES);
    event.partitionWatermarkMillis = watermark;
    return timeline.accept(
        histories.computeIfAbsent(event.user, absent -> timeline.create()), event);
  }

  private void flush() {
    StateWriter out = new StateWriter(1 << 12);
    histories.replaceAll(
        (user, history) -> {
          timeline.flush(user, history);
          out.clear();
          timeline.write(history, out);
          return timeline.read(out.toBytes());
        });
    deltas.drain(delta -> delta.change().write(new StateWriter(64)));
  }
}
