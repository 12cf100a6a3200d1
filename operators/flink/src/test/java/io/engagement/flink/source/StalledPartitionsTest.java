package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StalledPartitionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("events", 0);

  private long nanos = Duration.ofDays(900).toNanos();
  private final StalledPartitions partitions = new StalledPartitions("group", () -> nanos);

  private boolean after(int seconds, long readTo, long committedTo, long writtenTo) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    return partitions.judge(PARTITION, readTo, committedTo, writtenTo);
  }

  @Test
  void saysThatATransactionStaysOpen() {
    assertThat(after(0, 100, 100, 100)).isFalse();
    assertThat(after(60, 100, 100, 150)).isFalse();
    assertThat(after(100, 100, 100, 150)).isTrue();
    assertThat(after(5, 100, 150, 150)).isFalse();
  }

  @Test
  void saysThatTheJobStandsStill() {
    assertThat(after(0, -1, 4_000, 4_000)).isFalse();
    assertThat(after(60, -1, 4_500, 4_500)).isFalse();
    assertThat(after(100, -1, 5_000, 5_000)).isTrue();
    assertThat(after(5, 3_000, 5_000, 5_000)).isFalse();
  }

  @Test
  void isQuietWhileItIsReadOrNothingIsThere() {
    for (int i = 0; i < 100; i++) {
      assertThat(after(30, i, 5_000, 5_000)).isFalse();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(after(30, 4_999, 5_000, 5_000)).as("a transaction's marker").isFalse();
    }
  }
}
