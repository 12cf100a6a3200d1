package io.engagement.cli.status;

import io.engagement.core.config.SourceConfig.KafkaSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far each partition was read, and how far it goes. */
public final class InputHealth {
  /** Most often a partition that has shown fewer than three users. */
  private static final String NO_WATERMARK = ", no watermark yet: see time.jump";

  private static final int ANSWER_WITHIN_MILLIS = 10_000;

  private InputHealth() {}

  /**
   * Asks the brokers.
   *
   * @param group whose committed offsets stand in where the tables tell nothing
   * @param read progress by {@code topic/partition}
   */
  public static void look(
      KafkaSource source, String group, Map<String, Progress> read, Health health)
      throws InterruptedException {
    try (Admin admin = admin(source)) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      answer(admin.describeTopics(source.topics()).allTopicNames())
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          partition ->
                              ends.put(
                                  new TopicPartition(topic, partition.partition()),
                                  OffsetSpec.latest())));
      Map<String, Long> end = new TreeMap<>();
      answer(admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
          .forEach((partition, offset) -> end.put(name(partition), offset.offset()));
      boolean fromTables = !read.isEmpty();
      Map<String, Progress> known = fromTables ? read : committed(admin, group);
      end.forEach(
          (partition, offset) ->
              say(partition, offset, known.get(partition), fromTables ? NO_WATERMARK : "", health));
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      health.say("input", "no answer");
      health.problem(
          "the Kafka brokers at %s do not tell how far the topics go: %s"
              .formatted(
                  source.brokers(),
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          "are they running, and is source.kafka right?");
    }
  }

  /** A client that waits ten seconds for an answer. */
  static Admin admin(KafkaSource source) {
    Properties client = new Properties();
    client.putAll(source.properties().resolve(System::getenv));
    String patience = Integer.toString(ANSWER_WITHIN_MILLIS);
    client.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, source.brokers());
    client.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    client.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    return Admin.create(client);
  }

  private static void say(
      String partition,
      long end,
      @Nullable Progress progress,
      String withoutWatermark,
      Health health) {
    if (progress == null) {
      health.say(
          "partition", String.format(Locale.ROOT, "%s ends at %,d, not read yet", partition, end));
      return;
    }
    Duration lag = progress.watermarkLag();
    health.say(
        "partition",
        String.format(
            Locale.ROOT,
            "%s read to %,d of %,d (%,d to go)%s",
            partition,
            progress.nextOffset(),
            end,
            Math.max(0, end - progress.nextOffset()),
            lag == null
                ? withoutWatermark
                : ", watermark " + Health.span(lag) + " behind the clock"));
  }

  private static Map<String, Progress> committed(Admin admin, String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Progress> progress = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    offsets.forEach(
        (partition, offset) -> progress.put(name(partition), new Progress(offset.offset(), null)));
    return progress;
  }

  private static String name(TopicPartition partition) {
    return partition.topic() + "/" + partition.partition();
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(ANSWER_WITHIN_MILLIS + 1_000, TimeUnit.MILLISECONDS);
  }
}
