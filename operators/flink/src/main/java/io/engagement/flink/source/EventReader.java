package io.engagement.flink.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's reader, with what it does not look at: whether an offset still means the record
 * it meant when it was kept, and what is known of a partition besides its offset. What is lost for
 * good ends the job instead of restarting it.
 */
final class EventReader implements SourceReader<SourceRecord, KafkaPartitionSplit> {
  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private final SourceReader<SourceRecord, KafkaPartitionSplit> reader;
  private final List<String> topics;
  private final Properties client;
  private final LostRecords lost;
  private final Map<String, Uuid> idByTopic = new HashMap<>();
  private final Map<String, PartitionProgress> progressBySplit = new HashMap<>();
  private @Nullable ReaderOutput<SourceRecord> output;
  private @Nullable SplitOutputs outputs;

  /**
   * @param topics names by topic index
   * @param client settings with secrets
   */
  EventReader(
      SourceReader<SourceRecord, KafkaPartitionSplit> reader,
      List<String> topics,
      Properties client,
      LostRecords lost) {
    this.reader = reader;
    this.topics = List.copyOf(topics);
    this.client = client;
    this.lost = lost;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    if (splits.isEmpty()) {
      return;
    }
    Set<String> named =
        splits.stream().map(KafkaPartitionSplit::getTopic).collect(Collectors.toSet());
    try {
      idByTopic.putAll(TopicIds.of(named, client));
    } catch (IOException noAnswer) {
      throw new UncheckedIOException(noAnswer);
    }
    List<KafkaPartitionSplit> checked = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      add(split, checked);
    }
    reader.addSplits(checked);
  }

  private void add(KafkaPartitionSplit split, List<KafkaPartitionSplit> checked) {
    String topic = split.getTopic();
    Uuid now = idByTopic.get(topic);
    Uuid then = EventSplit.topicId(split);
    if (topics.contains(topic) && now != null && !TopicIds.differ(then, now)) {
      take(split, split, checked);
      return;
    }
    if (lost == LostRecords.FAIL) {
      if (!topics.contains(topic)) {
        throw LostInputException.topicIsNotConfigured(topic);
      }
      throw now == null
          ? LostInputException.topicIsGone(topic)
          : LostInputException.topicIsAnother(topic);
    }
    if (topics.contains(topic) && now != null) {
      LOG.warn("{} is another topic than before: it is read from its start", topic);
      KafkaPartitionSplit fromItsStart =
          new KafkaPartitionSplit(
              split.getTopicPartition(),
              KafkaPartitionSplit.EARLIEST_OFFSET,
              split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET));
      take(fromItsStart, split, checked);
    } else {
      LOG.warn("{} is gone or not configured: partition {} is left", topic, split.getPartition());
    }
  }

  /** The clock goes on from where it was, also when the offset does not. */
  private void take(
      KafkaPartitionSplit split, KafkaPartitionSplit before, List<KafkaPartitionSplit> taken) {
    progressBySplit.put(
        split.splitId(),
        new PartitionProgress(
            topics.indexOf(split.getTopic()), split.getPartition(), EventSplit.clock(before)));
    taken.add(split);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<SourceRecord> newOutput) throws Exception {
    SplitOutputs current = outputs;
    if (current == null || output != newOutput) {
      current = new SplitOutputs(newOutput, progressBySplit);
      output = newOutput;
      outputs = current;
    }
    try {
      return reader.pollNext(current);
    } catch (RuntimeException failed) {
      InvalidOffsetException gone =
          ExceptionUtils.findThrowable(failed, InvalidOffsetException.class).orElse(null);
      if (gone == null) {
        throw failed;
      }
      throw LostInputException.offsetsAreGone(String.valueOf(gone.getMessage()));
    }
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (KafkaPartitionSplit split : reader.snapshotState(checkpointId)) {
      splits.add(
          new EventSplit(
              split,
              idByTopic.getOrDefault(split.getTopic(), Uuid.ZERO_UUID),
              Objects.requireNonNull(progressBySplit.get(split.splitId())).clock().copy()));
    }
    return splits;
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(
      Collection<String> splitsToPause, Collection<String> splitsToResume) {
    reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
