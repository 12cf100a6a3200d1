package io.engagement.flink.source;

import io.engagement.core.config.DeletionConfig.ControlTopic;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the control topic from its beginning, then from where the checkpoint stood: the connector's
 * {@link KafkaSource}, but that secrets are read where the source runs.
 */
public final class ControlSource
    implements Source<ControlRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<ControlRecord> {
  private static final long serialVersionUID = 1L;

  private final ControlTopic topic;
  private final String group;

  /**
   * @param group consumer group, for monitoring only: offsets are kept in checkpoints
   */
  public ControlSource(ControlTopic topic, String group) {
    this.topic = topic;
    this.group = group;
  }

  /** Nobody ever waits for the topic: it counts as idle, also while it is read. */
  public static WatermarkStrategy<ControlRecord> watermarks() {
    return WatermarkStrategy.forGenerator(context -> new AlwaysIdle());
  }

  private static final class AlwaysIdle implements WatermarkGenerator<ControlRecord> {
    @Override
    public void onEvent(ControlRecord record, long timestamp, WatermarkOutput output) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }

  /** Settings with secrets: only where it runs. */
  private KafkaSource<ControlRecord> resolved() {
    Properties client = new Properties();
    client.putAll(topic.properties().resolve(System::getenv));
    return connector(client);
  }

  private KafkaSource<ControlRecord> connector(Properties more) {
    Properties client = new Properties();
    client.setProperty("partition.discovery.interval.ms", "10000");
    client.setProperty("isolation.level", "read_committed");
    client.setProperty("client.id.prefix", group);
    client.putAll(more);
    return KafkaSource.<ControlRecord>builder()
        .setBootstrapServers(topic.brokers())
        .setTopics(topic.topic())
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new Records())
        .setProperties(client)
        .build();
  }

  private static final class Records implements KafkaRecordDeserializationSchema<ControlRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ControlRecord> out) {
      byte[] value = record.value();
      out.collect(
          new ControlRecord(
              record.partition(),
              record.offset(),
              record.timestamp(),
              value == null ? new byte[0] : value));
    }

    @Override
    public TypeInformation<ControlRecord> getProducedType() {
      return ControlRecord.TYPE;
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<ControlRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return resolved().createReader(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return resolved().createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws IOException {
    return resolved().restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return connector(new Properties()).getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return connector(new Properties()).getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<ControlRecord> getProducedType() {
    return ControlRecord.TYPE;
  }
}
