package io.engagement.bench;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The least that reading a topic can cost: consumers that read it to its end, and decode every
 * record or not.
 *
 * @param threads each with a consumer of its own for its share of the partitions
 * @param decodedFor the definitions whose fields are decoded; null for records as they are
 */
public record PlainConsumer(
    String brokers, String topic, int threads, @Nullable ConfigText decodedFor) {

  /**
   * Reads all of it.
   *
   * @return how many records there are
   * @throws IllegalStateException when one of them cannot be decoded
   */
  public long read() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Long>> readers = new ArrayList<>();
      for (int reader = 0; reader < threads; reader++) {
        int first = reader;
        readers.add(() -> read(first));
      }
      long read = 0;
      for (Future<Long> reader : executor.invokeAll(readers)) {
        read += reader.get();
      }
      return read;
    } finally {
      executor.shutdown();
    }
  }

  /** Every so many-th partition. */
  private long read(int first) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", brokers);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.poll.records", "5000");
    EachRecord each = each();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      int all = consumer.partitionsFor(topic).size();
      for (int partition = first; partition < all; partition += threads) {
        partitions.add(new TopicPartition(topic, partition));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum();
      long read = 0;
      while (read < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          each.accept(record);
          read++;
        }
      }
      return read;
    }
  }

  private interface EachRecord {
    void accept(ConsumerRecord<byte[], byte[]> record);
  }

  private EachRecord each() {
    if (decodedFor == null) {
      return record -> {};
    }
    Metrics metrics = Metrics.of(EngagementConfigReader.read(decodedFor).config());
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    UserEvent event = new UserEvent();
    return record -> {
      byte[] bytes = record.value();
      if (decoder.decode(bytes, 0, bytes.length, record.timestamp(), event) != null) {
        throw new IllegalStateException(decoder.rejectionDetail());
      }
    };
  }
}
