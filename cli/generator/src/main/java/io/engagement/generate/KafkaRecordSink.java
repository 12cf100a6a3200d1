package io.engagement.generate;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to a topic, keyed by person, so that one person's records stay in one partition. */
public final class KafkaRecordSink implements RecordSink {
  private static final int ANSWER_WITHIN_MILLIS = 15_000;
  private static final int ASK_AGAIN_AFTER_MILLIS = 50;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * Connects, and creates the topic when it is missing.
   *
   * @param brokers {@code host:port}, several joined by commas
   * @param partitions of a new topic; a topic that is there stays as it is
   * @throws IOException when the topic can be neither found nor created
   */
  public KafkaRecordSink(String brokers, String topic, int partitions) throws IOException {
    createTopic(brokers, topic, partitions);
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "compression.type",
                "lz4",
                "linger.ms",
                20,
                "batch.size",
                131_072,
                "buffer.memory",
                67_108_864L),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static void createTopic(String brokers, String topic, int partitions) throws IOException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            brokers,
            "default.api.timeout.ms",
            ANSWER_WITHIN_MILLIS,
            "request.timeout.ms",
            ANSWER_WITHIN_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
      awaitPartitions(admin, topic, partitions);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException("cannot create topic " + topic + " at " + brokers, e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while creating topic " + topic, e);
    }
  }

  /**
   * A topic is created before its leaders take records. One that refuses a producer's first batch
   * and takes the second does not take the first any more, whatever is tried. At first a broker may
   * not even know of the topic, which the client takes for an answer.
   */
  private static void awaitPartitions(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_WITHIN_MILLIS);
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException e) {
        boolean mayCome = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!mayCome || System.nanoTime() - deadlineNanos > 0) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_AFTER_MILLIS);
    }
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException {
    rethrow();
    byte[] key = JsonBytes.ascii("u-" + person);
    ProducerRecord<byte[], byte[]> produced =
        new ProducerRecord<>(topic, key, Arrays.copyOf(bytes, length));
    producer.send(
        produced,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  @Override
  public void flush() throws IOException {
    // The producer sends on its own within its linger time; waiting for it would slow a live run.
    rethrow();
  }

  /** Returns when everything taken so far is in the topic. May be called from any thread. */
  public void awaitWritten() throws IOException {
    producer.flush();
    rethrow();
  }

  @Override
  public void close() throws IOException {
    producer.close();
    rethrow();
  }

  private void rethrow() throws IOException {
    @Nullable Exception seen = failure.get();
    if (seen != null) {
      throw new IOException("writing to topic " + topic + " failed", seen);
    }
  }
}
