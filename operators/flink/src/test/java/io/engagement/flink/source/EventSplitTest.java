package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class EventSplitTest {
  private static final EventSplit.Serializer SERIALIZER = new EventSplit.Serializer();

  @Test
  void keepsTheIdOfItsTopic() throws Exception {
    Uuid id = Uuid.randomUuid();
    KafkaPartitionSplit split =
        new EventSplit(new KafkaPartitionSplit(new TopicPartition("events", 3), 17, 90), id);
    KafkaPartitionSplit read =
        SERIALIZER.deserialize(SERIALIZER.getVersion(), SERIALIZER.serialize(split));
    assertThat(read.getTopicPartition()).isEqualTo(new TopicPartition("events", 3));
    assertThat(read.getStartingOffset()).isEqualTo(17);
    assertThat(read.getStoppingOffset()).contains(90L);
    assertThat(EventSplit.topicId(read)).isEqualTo(id);
  }

  @Test
  void takesASplitThatNobodyHasReadYet() throws Exception {
    KafkaPartitionSplit split = new KafkaPartitionSplit(new TopicPartition("events", 3), 0);
    KafkaPartitionSplit read =
        SERIALIZER.deserialize(SERIALIZER.getVersion(), SERIALIZER.serialize(split));
    assertThat(EventSplit.topicId(read)).isEqualTo(Uuid.ZERO_UUID);
    assertThat(read.getStoppingOffset()).isEmpty();
  }
}
