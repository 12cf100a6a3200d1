package io.engagement.jobs.oracle;

import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads whole topics, and writes single records. */
public final class Topics {
  private static final String COMMITTED = "read_committed";

  private final String brokers;

  public Topics(String brokers) {
    this.brokers = brokers;
  }

  /** Writes one record into every partition. */
  public void appendToEach(String topic, java.util.function.IntFunction<byte[]> recordOf) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(topic).size();
      for (int partition = 0; partition < partitions; partition++) {
        producer.send(new ProducerRecord<>(topic, partition, null, recordOf.apply(partition)));
      }
    }
  }

  /** Where the partitions of a topic end, added up. */
  public long end(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
      return consumer.endOffsets(partitions(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** Hands over every record of a topic, each partition in its order. */
  public void input(String topic, Consumer<InputRecord> taker) {
    read(
        topic,
        record ->
            taker.accept(
                InputRecord.ofTopic(
                    topic,
                    record.partition(),
                    record.offset(),
                    record.value(),
                    record.timestamp())));
  }

  /**
   * Whether everything in a topic is decided: readers of committed records see as far as the
   * others.
   */
  public boolean isSettled(String topic) {
    try (KafkaConsumer<byte[], byte[]> committed = consumer(COMMITTED);
        KafkaConsumer<byte[], byte[]> all = consumer("read_uncommitted")) {
      return committed
          .endOffsets(partitions(committed, topic))
          .equals(all.endOffsets(partitions(all, topic)));
    }
  }

  /**
   * Adds the latest row of every key, as a reader of committed records sees it.
   *
   * @return how many records were read
   */
  public long table(PublishedRows rows, TableSpec table, String topic) {
    long[] count = {0};
    read(
        topic,
        record -> {
          count[0]++;
          try {
            PublishedRowReader.addRecord(rows, table, record.key(), record.value());
          } catch (IOException e) {
            throw new IllegalStateException("no row: " + record, e);
          }
        });
    return count[0];
  }

  /** Hands over every committed record of a topic, each partition in its order. */
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    read(List.of(topic), taker);
  }

  /** Hands over every committed record of some topics, each partition in its order. */
  public void read(List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(COMMITTED)) {
      List<TopicPartition> partitions =
          topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList();
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      // A poll of what is empty would wait for records until its time is up.
      ends.values().removeIf(end -> end == 0);
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (!ends.isEmpty()) {
        consumer.poll(Duration.ofMillis(500)).forEach(taker);
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(topic)
        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    return partitions;
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            brokers,
            "isolation.level",
            isolation,
            "enable.auto.commit",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
