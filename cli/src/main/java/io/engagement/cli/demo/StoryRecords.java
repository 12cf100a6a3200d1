package io.engagement.cli.demo;

import io.engagement.cli.records.TopicReader;
import io.engagement.core.config.ClientProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What a story writes into the topic beside the shop's own traffic. */
final class StoryRecords implements AutoCloseable {
  private static final List<String> BROKEN =
      List.of(
          "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"cut o",
          "<html><body>502 Bad Gateway</body></html>",
          "{\"type\":\"page\",\"anonymousId\":\"a\",\"timestamp\":\"2024-13-45T25:61:00Z\"}",
          "{\"type\":\"track\",\"event\":\"Order Completed\",\"timestamp\":\"2024-01-05T10:00:00Z\"}",
          "{\"type\":\"pageview\",\"anonymousId\":\"a\",\"timestamp\":\"2024-01-05T10:00:00Z\"}",
          "[]",
          "{\"a\":".repeat(2_000));
  private static final byte[] BINARY = {0, 1, 2, (byte) 0xfe, (byte) 0xff, (byte) 0x80};

  private final String brokers;
  private final KafkaProducer<byte[], byte[]> producer;

  /** Tells the ids of this story from those of an earlier one. */
  private final String telling = Long.toString(System.currentTimeMillis(), 36);

  private long messages;

  StoryRecords(String brokers) {
    this.brokers = brokers;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** An id that nobody else has. */
  String id(String kind, int number) {
    return kind + "-" + telling + "-" + number;
  }

  /** Somebody who is signed in looks at a product. */
  void view(String user, Instant at) {
    send(user, event("track\",\"event\":\"Product Viewed", "phone-of-" + user, user, at, ""));
  }

  /** Somebody who is signed in orders for 49 EUR. */
  void order(String user, Instant at) {
    String order =
        "\"order_id\":\"o-%s\",\"total\":49.00,\"revenue\":49.00,\"currency\":\"EUR\""
            .formatted(user);
    send(user, event("track\",\"event\":\"Order Completed", "phone-of-" + user, user, at, order));
  }

  /** Somebody who is not known looks at a product. */
  void browse(String device, Instant at) {
    send(device, event("track\",\"event\":\"Product Viewed", device, null, at, ""));
  }

  /** Somebody signs in on a device. */
  void signIn(String device, String user, Instant at) {
    send(device, event("identify", device, user, at, ""));
  }

  /**
   * Writes the newest records of every partition again, byte for byte.
   *
   * @return how many in all
   */
  int repeatNewest(int perPartition, int times) {
    List<ConsumerRecord<byte[], byte[]>> newest = new ArrayList<>();
    try (TopicReader reader = new TopicReader(brokers, ClientProperties.NONE)) {
      reader.last(DemoTraffic.TOPIC, perPartition, newest::add);
    }
    for (int time = 0; time < times; time++) {
      for (ConsumerRecord<byte[], byte[]> record : newest) {
        producer.send(
            new ProducerRecord<>(
                DemoTraffic.TOPIC, record.partition(), record.key(), record.value()));
      }
    }
    return newest.size() * times;
  }

  /**
   * Writes what is no event.
   *
   * @return how many records
   */
  int breakAll(int times) {
    for (int time = 0; time < times; time++) {
      for (String text : BROKEN) {
        producer.send(
            new ProducerRecord<>(DemoTraffic.TOPIC, text.getBytes(StandardCharsets.UTF_8)));
      }
      producer.send(new ProducerRecord<>(DemoTraffic.TOPIC, BINARY));
    }
    return (BROKEN.size() + 1) * times;
  }

  /** How many records are in the topic, whoever wrote them. */
  long inTopic() {
    producer.flush();
    try (TopicReader reader = new TopicReader(brokers, ClientProperties.NONE)) {
      return reader.size(DemoTraffic.TOPIC);
    }
  }

  private String event(
      String type, String device, @Nullable String user, Instant at, String properties) {
    return """
        {"type":"%s","messageId":"story-%s-%d","anonymousId":"%s"%s,"timestamp":"%s",\
        "context":{"device":{"type":"mobile"},"page":{"path":"/"}},"properties":{%s}}"""
        .formatted(
            type,
            telling,
            messages++,
            device,
            user == null ? "" : ",\"userId\":\"" + user + "\"",
            at,
            properties);
  }

  private void send(String key, String record) {
    producer.send(
        new ProducerRecord<>(
            DemoTraffic.TOPIC,
            key.getBytes(StandardCharsets.UTF_8),
            record.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
