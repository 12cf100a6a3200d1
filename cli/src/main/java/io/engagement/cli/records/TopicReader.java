package io.engagement.cli.records;

import io.engagement.core.config.ClientProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of a topic up to where it ended when it was asked; no group knows. */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /** Without any record for so long, something holds a partition back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @throws KafkaException when no client can be made of the settings
   */
  public TopicReader(String brokers, ClientProperties settings) {
    Properties properties = new Properties();
    properties.putAll(settings.resolve(System::getenv));
    properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(ANSWER_WITHIN.toMillis()));
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads all of a topic, partition by partition in order; nothing of one that is not there.
   *
   * @throws KafkaException when the brokers do not answer or an open transaction holds it back
   */
  public void all(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readTo(ends, taker);
  }

  /** The first records of each partition, at most so many. */
  public void first(String topic, int most, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    ends.replaceAll((partition, end) -> Math.min(end, of(partition, beginnings) + most));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readTo(ends, taker);
  }

  /** The last records of each partition, at most so many. */
  public void last(String topic, int most, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(of(partition, beginnings), end - most)));
    readTo(ends, taker);
  }

  /** How many records were ever written to a topic without transactions; 0 of one not there. */
  public long size(String topic) {
    return consumer.endOffsets(partitions(topic)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.listTopics().getOrDefault(topic, List.of())) {
      partitions.add(new TopicPartition(topic, info.partition()));
    }
    return partitions;
  }

  private void readTo(
      Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    long heardNanos = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heardNanos = System.nanoTime();
        if (record.offset() < of(new TopicPartition(record.topic(), record.partition()), ends)) {
          taker.accept(record);
        }
      }
      if (System.nanoTime() - heardNanos > PATIENCE.toNanos()) {
        throw new TimeoutException("no record came for " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  private static long of(TopicPartition partition, Map<TopicPartition, Long> offsets) {
    return offsets.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
