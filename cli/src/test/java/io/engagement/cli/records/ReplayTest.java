package io.engagement.cli.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.SourceConfig.StartPosition;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final KafkaSource SOURCE =
      new KafkaSource(
          "localhost:1", List.of("events"), StartPosition.EARLIEST, ClientProperties.NONE);
  private static final Instant APPENDED = Instant.parse("2026-03-01T12:00:00Z");

  private static DeadLetter letter(long offset, String original, @Nullable Instant appended) {
    SourceRecord.Whole whole = SourceRecord.Whole.of(original.getBytes(StandardCharsets.UTF_8));
    return new DeadLetter(
        "events", 0, offset, "POISON", "", original, null, whole.bytes(), whole.sha256(), appended);
  }

  /**
   * Its row of the first time stays, so each replay in vain would double what the next one sends.
   */
  @Test
  void aRecordThatWasReplayedInVainIsSentOnce() {
    Replay replay =
        new Replay(
            SOURCE,
            List.of(
                letter(9, "{}", APPENDED),
                letter(5, "{}", APPENDED),
                letter(4, "{}", APPENDED.minusMillis(1)),
                letter(3, "[]", APPENDED),
                letter(2, "{}", null),
                letter(1, "{}", null)));
    assertThat(replay.sendable()).isEqualTo(Map.of("POISON", 5));
    assertThat(replay.unsendable()).isEqualTo(Map.of("the same record is among them already", 1));
  }
}
