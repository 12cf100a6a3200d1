package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class EventSplitTest {
  private static final EventSplit.Serializer SERIALIZER = new EventSplit.Serializer();

  @Test
  void keepsTheIdOfItsTopicAndTheClockOfItsPartition() throws Exception {
    Uuid id = Uuid.randomUuid();
    PartitionClock clock = new PartitionClock();
    clock.see(1_709_290_800_123L, "ada", true, 3_600_000);
    KafkaPartitionSplit split =
        new EventSplit(new KafkaPartitionSplit(new TopicPartition("events", 3), 17, 90), id, clock);
    KafkaPartitionSplit read =
        SERIALIZER.deserialize(SERIALIZER.getVersion(), SERIALIZER.serialize(split));
    assertThat(read.getTopicPartition()).isEqualTo(new TopicPartition("events", 3));
    assertThat(read.getStartingOffset()).isEqualTo(17);
    assertThat(read.getStoppingOffset()).contains(90L);
    assertThat(EventSplit.topicId(read)).isEqualTo(id);
    assertThat(EventSplit.clock(read).maxTimeMillis()).isEqualTo(1_709_290_800_123L);
  }

  @Test
  void takesASplitThatNobodyHasReadYet() throws Exception {
    KafkaPartitionSplit split = new KafkaPartitionSplit(new TopicPartition("events", 3), 0);
    KafkaPartitionSplit read =
        SERIALIZER.deserialize(SERIALIZER.getVersion(), SERIALIZER.serialize(split));
    assertThat(EventSplit.topicId(read)).isEqualTo(Uuid.ZERO_UUID);
    assertThat(EventSplit.clock(read).maxTimeMillis()).isEqualTo(Long.MIN_VALUE);
    assertThat(read.getStoppingOffset()).isEmpty();
  }
}
