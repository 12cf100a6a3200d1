package io.engagement.bench.contender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a contender has published and committed to a topic. */
public final class OutputTopic {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 4;

  /** How many rows a table has, and what a column of theirs adds up to. */
  public record Total(long rows, long sum) {}

  private OutputTopic() {}

  /** Makes topics of a pass. */
  public static void create(Pass pass, String... tables) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", pass.brokers()))) {
      List<NewTopic> topics =
          Arrays.stream(tables)
              .map(table -> new NewTopic(of(pass, table), PARTITIONS, (short) 1))
              .toList();
      admin.createTopics(topics).all().get();
    }
  }

  /** The topic of a table. */
  public static String of(Pass pass, String table) {
    return pass.name() + '.' + table;
  }

  /** All committed records, in the order of each partition. */
  public static void read(
      String brokers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      // Positions, because the ends of transactions take offsets as well.
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }

  /** Adds up a column of a table to which rows are appended, as JSON. */
  public static Total total(Pass pass, String table, String column) {
    long[] rowsAndSum = new long[2];
    read(
        pass.brokers(),
        of(pass, table),
        record -> {
          rowsAndSum[0]++;
          rowsAndSum[1] += json(record.value()).get(column).asLong();
        });
    return new Total(rowsAndSum[0], rowsAndSum[1]);
  }

  /** A key or value that is JSON. */
  public static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
