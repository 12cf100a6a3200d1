package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.local.LocalKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The broker that all tests share; it ends with the JVM. */
final class TestKafka {
  private static final LocalKafka BROKER =
      LocalKafka.process()
          .property("transaction.abort.timed.out.transaction.cleanup.interval.ms", "200")
          .property("num.partitions", "2")
          .start();
  private static final AtomicInteger DEPLOYMENTS = new AtomicInteger();

  private TestKafka() {}

  static String brokers() {
    return BROKER.bootstrapServers();
  }

  /** A deployment and topics of its own. */
  static KafkaSinkOptions options() {
    String name = "d" + DEPLOYMENTS.incrementAndGet();
    return new KafkaSinkOptions(
        name,
        brokers(),
        name + '.',
        Duration.ofMinutes(1),
        LostTransactions.FAIL,
        new TreeMap<>(),
        new TreeMap<>());
  }

  static KafkaSinkOptions timingOut(KafkaSinkOptions options, Duration timeout) {
    return new KafkaSinkOptions(
        options.deployment(),
        options.brokers(),
        options.topicPrefix(),
        timeout,
        options.lostTransactions(),
        options.plain(),
        options.secret());
  }

  static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers()));
  }

  /** Every committed record of a topic, {@code key=value}, partition by partition. */
  static List<String> committed(String topic) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", brokers());
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("auto.offset.reset", "none");
    List<String> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        assertThat(System.nanoTime()).as("the topic is read in time").isLessThan(deadlineNanos);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          records.add(text(record.key()) + '=' + text(record.value()));
        }
      }
    }
    return records;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }
}
