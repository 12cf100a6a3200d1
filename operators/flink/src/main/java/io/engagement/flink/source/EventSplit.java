package io.engagement.flink.source;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.Uuid;

/**
 * A partition with what is known of it besides its offset: the id of its topic, so that a topic
 * that was made again under its name is told from the one that was read, and its clock.
 */
final class EventSplit extends KafkaPartitionSplit {
  private final Uuid topicId;
  private final PartitionClock clock;

  /**
   * @param clock the split's own from now on
   */
  EventSplit(KafkaPartitionSplit split, Uuid topicId, PartitionClock clock) {
    super(
        split.getTopicPartition(),
        split.getStartingOffset(),
        split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.topicId = topicId;
    this.clock = clock;
  }

  /** The topic a split is of; {@link Uuid#ZERO_UUID} for one that nobody has read yet. */
  static Uuid topicId(KafkaPartitionSplit split) {
    return split instanceof EventSplit known ? known.topicId : Uuid.ZERO_UUID;
  }

  /** The clock of a split; a new one for one that nobody has read yet. */
  static PartitionClock clock(KafkaPartitionSplit split) {
    return split instanceof EventSplit known ? known.clock : new PartitionClock();
  }

  /**
   * Layout 1: id of the topic, then version and number of the connector's bytes, these, and the
   * clock.
   */
  static final class Serializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    private static final int LAYOUT_1 = 1;

    private final KafkaPartitionSplitSerializer connector = new KafkaPartitionSplitSerializer();

    @Override
    public int getVersion() {
      return LAYOUT_1;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
      byte[] bytes = connector.serialize(split);
      Uuid id = topicId(split);
      StateWriter out = new StateWriter(128);
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
      out.writeUnsigned(connector.getVersion());
      out.writeUnsigned(bytes.length);
      out.writeBytes(bytes, 0, bytes.length);
      clock(split).write(out);
      return out.toBytes();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] serialized) throws IOException {
      if (version != LAYOUT_1) {
        throw new IOException("split in layout " + version + ", the newest known is " + LAYOUT_1);
      }
      StateReader in = new StateReader().over(serialized);
      Uuid id = new Uuid(in.readLong(), in.readLong());
      int connectorVersion = in.readUnsignedInt();
      byte[] bytes = in.readBytes(in.readUnsignedInt());
      PartitionClock clock = PartitionClock.read(in);
      in.expectEnd();
      return new EventSplit(connector.deserialize(connectorVersion, bytes), id, clock);
    }
  }
}
