package io.engagement.flink.source;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which partitions have records that are not read, and whose fault it is: a
 * producer's transaction that stays open, or the job, which stands still.
 */
final class StalledPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(StalledPartitions.class);
  private static final long ANSWER_WITHIN_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Markers of transactions take offsets too; fewer records than this are not waited for. */
  private static final long MARKERS = 20;

  /** How far one partition has come, and since when it has been no further. */
  private static final class Seen {
    long readTo = -1;
    long committedTo = -1;
    long readSinceNanos;
    long committedSinceNanos;
    boolean isSaid;

    Seen(long nowNanos) {
      readSinceNanos = nowNanos;
      committedSinceNanos = nowNanos;
    }
  }

  private final String group;
  private final LongSupplier nanos;
  private final Map<TopicPartition, Seen> partitions = new HashMap<>();
  private volatile int count;

  StalledPartitions(String group) {
    this(group, System::nanoTime);
  }

  StalledPartitions(String group, LongSupplier nanos) {
    this.group = group;
    this.nanos = nanos;
  }

  /** How many partitions have records that are not read. */
  int count() {
    return count;
  }

  void look(Set<String> topics, Admin admin) throws IOException {
    try {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (var topic : within(admin.describeTopics(topics).allTopicNames()).entrySet()) {
        topic
            .getValue()
            .partitions()
            .forEach(
                partition ->
                    latest.put(
                        new TopicPartition(topic.getKey(), partition.partition()),
                        OffsetSpec.latest()));
      }
      judge(
          within(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()),
          ends(admin, latest, IsolationLevel.READ_COMMITTED),
          ends(admin, latest, IsolationLevel.READ_UNCOMMITTED));
    } catch (ExecutionException | TimeoutException noAnswer) {
      throw new IOException("the brokers do not say how far partitions go", noAnswer);
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(
      Admin admin, Map<TopicPartition, OffsetSpec> latest, IsolationLevel isolation)
      throws IOException, ExecutionException, TimeoutException {
    return within(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all());
  }

  private static <T> T within(KafkaFuture<T> answer)
      throws IOException, ExecutionException, TimeoutException {
    try {
      return answer.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for offsets", interrupted);
    }
  }

  private void judge(
      Map<TopicPartition, OffsetAndMetadata> read,
      Map<TopicPartition, ListOffsetsResultInfo> committed,
      Map<TopicPartition, ListOffsetsResultInfo> written) {
    partitions.keySet().retainAll(committed.keySet());
    int stalled = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : committed.entrySet()) {
      OffsetAndMetadata position = read.get(end.getKey());
      ListOffsetsResultInfo last = written.get(end.getKey());
      long committedTo = end.getValue().offset();
      if (judge(
          end.getKey(),
          position == null ? -1 : position.offset(),
          committedTo,
          last == null ? committedTo : last.offset())) {
        stalled++;
      }
    }
    count = stalled;
  }

  /**
   * Judges one partition.
   *
   * @param readTo the offset the job has committed; -1 when it has not
   * @param committedTo the end of what consumers of committed records may read
   * @param writtenTo the end of the partition
   * @return whether it is stalled
   */
  boolean judge(TopicPartition partition, long readTo, long committedTo, long writtenTo) {
    long now = nanos.getAsLong();
    Seen seen = partitions.computeIfAbsent(partition, first -> new Seen(now));
    if (readTo != seen.readTo || readTo >= committedTo) {
      seen.readTo = readTo;
      seen.readSinceNanos = now;
    }
    if (committedTo != seen.committedTo || committedTo == writtenTo) {
      seen.committedTo = committedTo;
      seen.committedSinceNanos = now;
    }
    boolean isOpen = now - seen.committedSinceNanos > PATIENCE.toNanos();
    boolean isStill =
        now - seen.readSinceNanos > PATIENCE.toNanos()
            && committedTo - Math.max(readTo, 0) > MARKERS;
    if (isOpen && !seen.isSaid) {
      LOG.warn(
          "{}: nothing behind offset {} can be read for {} minutes although the partition goes to"
              + " {}: a producer's transaction is open there. kafka-transactions.sh find-hanging"
              + " finds it",
          partition,
          committedTo,
          PATIENCE.toMinutes(),
          writtenTo);
    } else if (isStill && !seen.isSaid) {
      LOG.warn(
          "{}: {} records wait behind offset {} and none was read for {} minutes: the job stands"
              + " still, is held back, or completes no checkpoint",
          partition,
          committedTo - Math.max(readTo, 0),
          readTo,
          PATIENCE.toMinutes());
    }
    seen.isSaid = isOpen || isStill;
    return seen.isSaid;
  }
}
