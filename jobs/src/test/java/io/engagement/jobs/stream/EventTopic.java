package io.engagement.jobs.stream;

import io.engagement.local.LocalKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of events that a test writes one by one. */
final class EventTopic implements AutoCloseable {
  private final String name;
  private final KafkaProducer<byte[], byte[]> producer;
  private long sent;

  private EventTopic(String name, KafkaProducer<byte[], byte[]> producer) {
    this.name = name;
    this.producer = producer;
  }

  static EventTopic create(LocalKafka kafka, String name, int partitions) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
    try (Admin admin = Admin.create(settings)) {
      NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
    return new EventTopic(
        name, new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  void send(int partition, String json) {
    producer.send(
        new ProducerRecord<>(name, partition, null, json.getBytes(StandardCharsets.UTF_8)));
    sent++;
  }

  /** How many events were sent. */
  long sent() {
    return sent;
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
