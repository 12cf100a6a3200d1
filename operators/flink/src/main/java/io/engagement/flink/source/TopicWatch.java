package io.engagement.flink.source;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's enumerator, with an eye on the topics while the job runs: one that is deleted, or
 * deleted and made again, ends the job; a partition that is not read although it has records is
 * said.
 */
final class TopicWatch implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final List<String> topics;
  private final Properties client;
  private final StalledPartitions stalled;
  private final Known known = new Known();
  private boolean offsetsAreUnknown;

  /** Only used where the brokers are asked, one thread at a time. */
  private @Nullable Admin admin;

  /**
   * @param client settings with secrets
   * @param group the consumer group that the readers commit their offsets for
   */
  TopicWatch(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      List<String> topics,
      Properties client,
      String group) {
    this.enumerator = enumerator;
    this.context = context;
    this.topics = List.copyOf(topics);
    this.client = client;
    this.stalled = new StalledPartitions(group);
  }

  @Override
  public void start() {
    context.metricGroup().gauge("stalledPartitions", stalled::count);
    context.callAsync(this::look, this::judge, 0, INTERVAL.toMillis());
    enumerator.start();
  }

  private synchronized Map<String, Uuid> look() throws IOException {
    Admin asking = admin;
    if (asking == null) {
      asking = Admin.create(client);
      admin = asking;
    }
    Map<String, Uuid> ids = TopicIds.of(topics, asking);
    try {
      stalled.look(ids.keySet(), asking);
      offsetsAreUnknown = false;
    } catch (IOException noAnswer) {
      if (Thread.currentThread().isInterrupted()) {
        throw noAnswer;
      }
      // A client that may not see the group's offsets notices all the same that a topic is gone.
      if (!offsetsAreUnknown) {
        LOG.warn("Whether partitions stall cannot be told, this is tried again", noAnswer);
      }
      offsetsAreUnknown = true;
    }
    return ids;
  }

  /** Brokers that do not answer are no news here: whoever reads notices. */
  private void judge(Map<String, Uuid> now, @Nullable Throwable noAnswer) {
    if (noAnswer != null) {
      return;
    }
    topics.forEach(topic -> known.see(topic, now.get(topic)));
  }

  /** The topics as they were seen last. */
  static final class Known {
    /** A broker that has just started may not know of a topic yet that there is. */
    private static final int MOST_MISSED = 3;

    private final Map<String, Uuid> idByTopic = new HashMap<>();
    private final Map<String, Integer> missed = new HashMap<>();

    /**
     * Takes what the brokers say of a topic now.
     *
     * @param id null when they know of none
     * @throws LostInputException when it is gone or another than before
     */
    void see(String topic, @Nullable Uuid id) {
      Uuid before = idByTopic.get(topic);
      if (id == null) {
        if (before != null && missed.merge(topic, 1, Integer::sum) >= MOST_MISSED) {
          throw LostInputException.topicIsGone(topic);
        }
        return;
      }
      missed.remove(topic);
      if (before != null && TopicIds.differ(before, id)) {
        throw LostInputException.topicIsAnother(topic);
      }
      if (before == null || !id.equals(Uuid.ZERO_UUID)) {
        idByTopic.put(topic, id);
      }
    }
  }

  @Override
  public void close() throws IOException {
    enumerator.close();
    synchronized (this) {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    }
  }

  @Override
  public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {
    enumerator.handleSplitRequest(subtaskId, requesterHostname);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtaskId) {
    enumerator.addSplitsBack(splits, subtaskId);
  }

  @Override
  public void addReader(int subtaskId) {
    enumerator.addReader(subtaskId);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    return enumerator.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    enumerator.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    enumerator.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void handleSourceEvent(int subtaskId, SourceEvent event) {
    enumerator.handleSourceEvent(subtaskId, event);
  }
}
