package io.engagement.flink.source;

import io.engagement.core.deployment.Metrics;
import io.engagement.flink.MetricsFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Kafka records where they are read. Never throws for a record's content: what is no event
 * goes on as a rejected record.
 *
 * <p>The append time is the record's timestamp: the broker's clock with {@code
 * message.timestamp.type=LogAppendTime}, the producer's otherwise.
 */
final class KafkaRecordReader implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final List<String> topics;

  private transient @Nullable RecordDecoder decoder;
  private transient Map<String, Integer> topicIndexes = Map.of();

  KafkaRecordReader(MetricsFactory factory, List<String> topics) {
    this.factory = factory;
    this.topics = List.copyOf(topics);
  }

  @Override
  public void open(InitializationContext context) {
    Metrics metrics = factory.create();
    decoder = new RecordDecoder(metrics);
    topicIndexes = new HashMap<>();
    for (String topic : topics) {
      topicIndexes.put(topic, topicIndexes.size());
    }
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    Integer topicIndex = topicIndexes.get(record.topic());
    if (decoder == null || topicIndex == null) {
      throw new IllegalStateException("not opened for topic " + record.topic());
    }
    long appendTimeMillis = record.timestamp() < 0 ? SourceRecord.NO_TIME : record.timestamp();
    SourceRecord decoded =
        decoder.decode(
            record.value(), topicIndex, record.partition(), record.offset(), appendTimeMillis);
    decoded.isArrivalTrusted = record.timestampType() == TimestampType.LOG_APPEND_TIME;
    out.collect(decoded);
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordSerializer.TYPE;
  }
}
