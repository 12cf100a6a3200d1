package io.engagement.flink.sink.kafka;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.WireSerializer;
import io.engagement.flink.serde.WireType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A row as a record: the topic of its table, key and value columns as JSON objects; a deletion is a
 * tombstone. The partition follows from the key.
 *
 * @param commit number of the commit that publishes it, see {@link TopicLedger}
 */
record KafkaRow(String topic, byte[] key, byte @Nullable [] value, long commit) {
  /** The header that holds {@link #commit}, as a decimal number. */
  static final String COMMIT_HEADER = "commit";

  static final TypeInformation<KafkaRow> TYPE = WireType.of(KafkaRow.class, new Serializer());

  /** What the record is about. */
  Identity identity() {
    return new Identity(topic, ByteBuffer.wrap(key));
  }

  /** A key of a topic. */
  record Identity(String topic, ByteBuffer key) {}

  /** Hands rows to the connector. */
  static final class Records implements KafkaRecordSerializationSchema<KafkaRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        KafkaRow row, KafkaSinkContext context, @Nullable Long timestamp) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(row.topic(), row.key(), row.value());
      record
          .headers()
          .add(COMMIT_HEADER, Long.toString(row.commit()).getBytes(StandardCharsets.US_ASCII));
      return record;
    }
  }

  private static final class Serializer extends WireSerializer<KafkaRow> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void write(KafkaRow row, StateWriter out) {
      out.writeText(row.topic());
      out.writeUnsigned(row.commit());
      out.writeUnsigned(row.key().length);
      out.writeBytes(row.key(), 0, row.key().length);
      byte[] value = row.value();
      out.writeBoolean(value != null);
      if (value != null) {
        out.writeUnsigned(value.length);
        out.writeBytes(value, 0, value.length);
      }
    }

    @Override
    protected KafkaRow read(StateReader in) {
      String topic = in.readRequiredText();
      long commit = in.readUnsigned();
      byte[] key = in.readBytes(in.readUnsignedInt());
      byte[] value = in.readBoolean() ? in.readBytes(in.readUnsignedInt()) : null;
      return new KafkaRow(topic, key, value, commit);
    }

    @Override
    public TypeSerializer<KafkaRow> duplicate() {
      return new Serializer();
    }

    @Override
    public KafkaRow createInstance() {
      return new KafkaRow("", new byte[0], null, 0);
    }

    @Override
    public KafkaRow copy(KafkaRow from) {
      return from;
    }
  }
}
