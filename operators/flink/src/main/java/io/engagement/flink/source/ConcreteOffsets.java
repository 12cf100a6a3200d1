package io.engagement.flink.source;

import io.engagement.flink.source.StartPosition.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Start offsets as numbers, looked up once when a partition is first found.
 *
 * <p>The reset strategy is {@code NONE}: when the broker no longer has the offset that the job has
 * to go on from (retention was faster than the job), reading fails with the offset named, where the
 * connector would skip to another one without a word. Only where lost records are accepted it goes
 * on from the earliest.
 */
@SuppressWarnings("deprecation") // the connector still speaks of OffsetResetStrategy
final class ConcreteOffsets implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final StartPosition start;
  private final LostRecords lost;

  ConcreteOffsets(StartPosition start, LostRecords lost) {
    this.start = start;
    this.lost = lost;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever offsets) {
    Map<TopicPartition, Long> found = new HashMap<>();
    if (start.mode() == Mode.COMMITTED) {
      found.putAll(offsets.committedOffsets(partitions));
      found.values().removeIf(java.util.Objects::isNull);
    } else if (start.mode() == Mode.TIMESTAMP) {
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, start.epochMillis()));
      for (Map.Entry<TopicPartition, OffsetAndTimestamp> entry :
          offsets.offsetsForTimes(times).entrySet()) {
        if (entry.getValue() != null) {
          found.put(entry.getKey(), entry.getValue().offset());
        }
      }
    }
    List<TopicPartition> rest = new ArrayList<>(partitions);
    rest.removeAll(found.keySet());
    if (!rest.isEmpty()) {
      // Nothing committed: from the start. Nothing at or after a time: from the end.
      found.putAll(
          start.mode() == Mode.EARLIEST || start.mode() == Mode.COMMITTED
              ? offsets.beginningOffsets(rest)
              : offsets.endOffsets(rest));
    }
    return found;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return lost == LostRecords.FAIL ? OffsetResetStrategy.NONE : OffsetResetStrategy.EARLIEST;
  }
}
