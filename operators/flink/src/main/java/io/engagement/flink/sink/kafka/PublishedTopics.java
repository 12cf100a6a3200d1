package io.engagement.flink.sink.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what readers of the sink's topics see: committed records, from the beginning. */
final class PublishedTopics implements AutoCloseable {
  /** Earlier than every commit, and than records that name none. */
  static final long BEFORE_ALL = -1;

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  PublishedTopics(KafkaSinkOptions options) {
    Properties properties = options.resolve();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The latest value of a key; null when there is none. */
  byte @Nullable [] latest(String topic, byte[] key) {
    Map<Integer, byte @Nullable []> found = new HashMap<>();
    ByteBuffer wanted = ByteBuffer.wrap(key);
    read(
        List.of(topic),
        record -> {
          if (record.key() != null && ByteBuffer.wrap(record.key()).equals(wanted)) {
            found.put(0, record.value());
          }
        });
    return found.get(0);
  }

  /**
   * Keys that have a value, written by a later commit than one.
   *
   * @param mine which of them the caller looks after
   */
  Set<KafkaRow.Identity> after(
      long commit, List<String> topics, Predicate<KafkaRow.Identity> mine) {
    Set<KafkaRow.Identity> keys = new LinkedHashSet<>();
    read(
        topics,
        record -> {
          KafkaRow.Identity identity =
              new KafkaRow.Identity(record.topic(), ByteBuffer.wrap(record.key()));
          if (record.value() == null || commitOf(record) <= commit) {
            keys.remove(identity);
          } else if (mine.test(identity)) {
            keys.add(identity);
          }
        });
    return keys;
  }

  /** Records without the header are older than all others. */
  private static long commitOf(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(KafkaRow.COMMIT_HEADER);
    return header == null
        ? 0
        : Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
  }

  private void read(List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found != null) {
        found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream()
        .anyMatch(partition -> consumer.position(partition) < end(ends, partition))) {
      consumer.poll(POLL).forEach(action);
    }
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
