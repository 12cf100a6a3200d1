package io.engagement.flink.source;

import io.engagement.core.config.ClientProperties;
import io.engagement.flink.MetricsFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * The connector's {@link KafkaSource} with two changes. Secrets are read where the source runs: the
 * job graph, which is kept on disk and shown to whoever may look at the cluster, holds only where
 * they are. And offsets are kept with the id of their topic, so that records that are gone, or are
 * others, are noticed ({@link EventReader}, {@link TopicWatch}).
 */
public final class EngagementKafkaSource
    implements Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<SourceRecord> {
  private static final long serialVersionUID = 1L;

  /** How often new partitions are looked for. */
  private static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(10);

  private final String brokers;
  private final List<String> topics;
  private final String group;
  private final StartPosition start;
  private final ClientProperties clientProperties;
  private final MetricsFactory factory;
  private final LostRecords lost;
  private final @Nullable OffsetsInitializer end;

  EngagementKafkaSource(
      String brokers,
      List<String> topics,
      String group,
      StartPosition start,
      ClientProperties clientProperties,
      MetricsFactory factory,
      LostRecords lost,
      @Nullable OffsetsInitializer end) {
    this.brokers = brokers;
    this.topics = List.copyOf(topics);
    this.group = group;
    this.start = start;
    this.clientProperties = clientProperties;
    this.factory = factory;
    this.lost = lost;
    this.end = end;
  }

  /** The same source, ending at offsets that are looked up when it starts. */
  public EngagementKafkaSource until(OffsetsInitializer newEnd) {
    return new EngagementKafkaSource(
        brokers, topics, group, start, clientProperties, factory, lost, newEnd);
  }

  /** Settings with secrets: only where it runs. */
  private Properties resolved() {
    Properties resolved = new Properties();
    resolved.putAll(clientProperties.resolve(System::getenv));
    return resolved;
  }

  /** The same for whoever asks about topics. */
  private Properties admin(Properties resolved) {
    Properties admin = new Properties();
    admin.putAll(resolved);
    admin.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    return admin;
  }

  private KafkaSource<SourceRecord> connector(Properties more) {
    Properties client = new Properties();
    client.setProperty(
        "partition.discovery.interval.ms", Long.toString(DISCOVERY_INTERVAL.toMillis()));
    client.setProperty("isolation.level", "read_committed");
    client.setProperty("client.id.prefix", group);
    // Every batch that is polled is handed from one thread to another.
    client.setProperty("max.poll.records", "5000");
    client.putAll(more);
    KafkaSourceBuilder<SourceRecord> builder =
        KafkaSource.<SourceRecord>builder()
            .setBootstrapServers(brokers)
            .setTopics(topics)
            .setGroupId(group)
            .setStartingOffsets(new ConcreteOffsets(start, lost))
            .setDeserializer(new KafkaRecordReader(factory, topics))
            .setProperties(client);
    if (end != null) {
      builder.setBounded(end);
    }
    return builder.build();
  }

  @Override
  public Boundedness getBoundedness() {
    return end == null ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    Properties resolved = resolved();
    return new EventReader(
        connector(resolved).createReader(context), topics, admin(resolved), lost);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    Properties resolved = resolved();
    return watched(connector(resolved).createEnumerator(context), context, resolved);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws IOException {
    Properties resolved = resolved();
    return watched(connector(resolved).restoreEnumerator(context, checkpoint), context, resolved);
  }

  private TopicWatch watched(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      Properties resolved) {
    return new TopicWatch(enumerator, context, topics, admin(resolved), group);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return new EventSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return connector(new Properties()).getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return connector(new Properties()).getProducedType();
  }
}
