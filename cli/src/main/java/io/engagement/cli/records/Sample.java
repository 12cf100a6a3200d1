package io.engagement.cli.records;

import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Some records of the source's topics, and what a job would make of them. */
public final class Sample {
  private final RecordDecoder decoder;
  private final Trial trial;
  private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
  private final Map<Trial.Outcome, Integer> outcomes = new EnumMap<>(Trial.Outcome.class);
  private final Map<Trial.Note, Integer> notes = new HashMap<>();
  private final Set<String> users = new HashSet<>();

  private Sample(Metrics metrics) {
    this.decoder = new RecordDecoder(metrics);
    this.trial = new Trial(metrics);
  }

  /**
   * The first records of each partition, at most so many.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be read
   */
  public static Sample first(KafkaSource source, Metrics metrics, int most) {
    Sample sample = new Sample(metrics);
    try (TopicReader reader = new TopicReader(source.brokers(), source.properties())) {
      source.topics().forEach(topic -> reader.first(topic, most, sample::add));
    }
    return sample;
  }

  /**
   * The last records of each partition, at most so many.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be read
   */
  public static Sample last(KafkaSource source, Metrics metrics, int most) {
    Sample sample = new Sample(metrics);
    try (TopicReader reader = new TopicReader(source.brokers(), source.properties())) {
      source.topics().forEach(topic -> reader.last(topic, most, sample::add));
    }
    return sample;
  }

  private void add(ConsumerRecord<byte[], byte[]> from) {
    long appended = from.timestamp() < 0 ? SourceRecord.NO_TIME : from.timestamp();
    SourceRecord record =
        decoder.decode(from.value(), 0, from.partition(), from.offset(), appended);
    record.isArrivalTrusted = from.timestampType() == TimestampType.LOG_APPEND_TIME;
    record.progress =
        partitions.computeIfAbsent(
            new TopicPartition(from.topic(), from.partition()),
            partition -> new PartitionProgress(0, partition.partition(), new PartitionClock()));
    Trial.Result result = trial.judge(record);
    outcomes.merge(result.outcome(), 1, Integer::sum);
    for (Trial.Note note : result.notes()) {
      notes.merge(new Trial.Note(note.code(), note.field(), "", note.hint()), 1, Integer::sum);
    }
    if (record.rejection == null) {
      users.add(record.event.user);
    }
  }

  /** How many records there are. */
  public int size() {
    return outcomes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many a job would count. */
  public int counted() {
    return outcomes.getOrDefault(Trial.Outcome.GOOD, 0)
        + outcomes.getOrDefault(Trial.Outcome.WARNED, 0);
  }

  /** How many records with each outcome. */
  public Map<String, Integer> outcomes() {
    Map<String, Integer> byLabel = new TreeMap<>();
    outcomes.forEach((outcome, count) -> byLabel.put(outcome.label(), count));
    return byLabel;
  }

  /** What is odd about them, without messages, and how often. */
  public Map<Trial.Note, Integer> notes() {
    return notes;
  }

  /** How many different users the events are of. */
  public int users() {
    return users.size();
  }

  /** Whether no partition has a watermark after them, so that nothing becomes complete. */
  public boolean isWithoutWatermark() {
    return partitions.values().stream()
        .allMatch(partition -> partition.watermarkMillis(0) == Long.MIN_VALUE);
  }
}
