package io.engagement.flink.sink.kafka;

import io.engagement.core.metric.RowChange;
import io.engagement.flink.serde.RowJson;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A row as a record: the topic of its table, key and value columns as JSON objects; a deletion is a
 * tombstone. The partition follows from the key.
 */
final class RowRecords implements KafkaRecordSerializationSchema<RowChange> {
  private static final long serialVersionUID = 1L;

  private final String topicPrefix;
  private transient @Nullable RowJson json;

  RowRecords(String topicPrefix) {
    this.topicPrefix = topicPrefix;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      RowChange row, KafkaSinkContext context, @Nullable Long timestamp) {
    RowJson writer = json;
    if (writer == null) {
      writer = new RowJson();
      json = writer;
    }
    return new ProducerRecord<>(
        topicPrefix + row.table().name(), writer.key(row), writer.value(row));
  }
}
