package io.engagement.flink.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.Uuid;

/**
 * A partition with the id of its topic, so that a topic that was made again under its name is told
 * from the one that was read.
 */
final class EventSplit extends KafkaPartitionSplit {
  private final Uuid topicId;

  EventSplit(KafkaPartitionSplit split, Uuid topicId) {
    super(
        split.getTopicPartition(),
        split.getStartingOffset(),
        split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.topicId = topicId;
  }

  /** The topic a split is of; {@link Uuid#ZERO_UUID} for one that nobody has read yet. */
  static Uuid topicId(KafkaPartitionSplit split) {
    return split instanceof EventSplit known ? known.topicId : Uuid.ZERO_UUID;
  }

  /** Layout 1: id of the topic, then the connector's bytes with their version. */
  static final class Serializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    private static final int LAYOUT_1 = 1;
    private static final int HEADER_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final KafkaPartitionSplitSerializer connector = new KafkaPartitionSplitSerializer();

    @Override
    public int getVersion() {
      return LAYOUT_1;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
      byte[] bytes = connector.serialize(split);
      Uuid id = topicId(split);
      return ByteBuffer.allocate(HEADER_BYTES + bytes.length)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .putInt(connector.getVersion())
          .put(bytes)
          .array();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] serialized) throws IOException {
      if (version != LAYOUT_1) {
        throw new IOException("split in layout " + version + ", the newest known is " + LAYOUT_1);
      }
      ByteBuffer in = ByteBuffer.wrap(serialized);
      Uuid id = new Uuid(in.getLong(), in.getLong());
      int connectorVersion = in.getInt();
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      return new EventSplit(connector.deserialize(connectorVersion, bytes), id);
    }
  }
}
