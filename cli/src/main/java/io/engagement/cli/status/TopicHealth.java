package io.engagement.cli.status;

import io.engagement.cli.records.Sample;
import io.engagement.cli.records.Trial;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.deployment.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Whether there is something to read, and whether it can be understood. */
public final class TopicHealth {
  private static final int SAMPLED = 50;

  private TopicHealth() {}

  /**
   * Counts the records of the source's topics.
   *
   * @return how many there are
   */
  public static long records(KafkaSource source, Health health) throws InterruptedException {
    long all = 0;
    try (Admin admin = InputHealth.admin(source)) {
      for (String topic : source.topics()) {
        all += records(admin, topic, health);
      }
    } catch (KafkaException | ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      health.problem(
          "the brokers at %s do not tell how far the topics go: %s"
              .formatted(source.brokers(), cause.getMessage()),
          "source.kafka.properties must let this client describe the topics");
    }
    return all;
  }

  private static long records(Admin admin, String topic, Health health)
      throws InterruptedException, ExecutionException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription found :
        admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
      found
          .partitions()
          .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
    }
    Map<TopicPartition, ListOffsetsResultInfo> first = at(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> end = at(admin, partitions, OffsetSpec.latest());
    Map<TopicPartition, ListOffsetsResultInfo> newest =
        at(admin, partitions, OffsetSpec.maxTimestamp());
    long records = 0;
    for (ListOffsetsResultInfo one : end.values()) {
      records += one.offset();
    }
    for (ListOffsetsResultInfo one : first.values()) {
      records -= one.offset();
    }
    long newestMillis =
        newest.values().stream().mapToLong(ListOffsetsResultInfo::timestamp).max().orElse(-1);
    health.say(
        topic,
        String.format(
            Locale.ROOT,
            "records: %,d, partitions: %d%s",
            records,
            partitions.size(),
            newestMillis < 0
                ? ""
                : ", the newest from " + Instant.ofEpochMilli(newestMillis) + age(newestMillis)));
    if (records == 0) {
      health.problem(
          "the topic " + topic + " is empty",
          "is the collector writing to it? engage generate --brokers writes events to try with");
    }
    return records;
  }

  private static String age(long millis) {
    Duration age = Duration.ofMillis(System.currentTimeMillis() - millis);
    return age.isNegative() ? ", ahead of the clock here" : ", " + Health.span(age) + " ago";
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> at(
      Admin admin, List<TopicPartition> partitions, OffsetSpec where)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, where));
    return admin.listOffsets(asked).all().get();
  }

  /**
   * Tries the first and the last records of each partition. What was sent long ago is said and no
   * problem: there are numbers if what comes now counts.
   */
  public static void events(KafkaSource source, Metrics metrics, Health health) {
    try {
      tell("first", Sample.first(source, metrics, SAMPLED), health);
      Sample last = Sample.last(source, metrics, SAMPLED);
      judge(last, tell("last", last, health), health);
    } catch (KafkaException e) {
      health.problem(
          "the records cannot be read: " + e.getMessage(),
          "a producer's open transaction holds readers back; source.kafka.properties must let this"
              + " client read");
    }
  }

  /** Says what the records are, and what is odd about them most often. */
  private static List<Trial.Note> tell(String which, Sample sample, Health health) {
    String outcomes =
        sample.outcomes().entrySet().stream()
            .map(outcome -> outcome.getKey() + " " + outcome.getValue())
            .collect(Collectors.joining(", "));
    health.say(
        which, "tried: %d%s".formatted(sample.size(), outcomes.isEmpty() ? "" : ": " + outcomes));
    List<Map.Entry<Trial.Note, Integer>> notes =
        sample.notes().entrySet().stream()
            .sorted(Map.Entry.<Trial.Note, Integer>comparingByValue(Comparator.reverseOrder()))
            .limit(3)
            .toList();
    for (Map.Entry<Trial.Note, Integer> note : notes) {
      String field = note.getKey().field().isEmpty() ? "" : " " + note.getKey().field();
      health.say(
          "",
          note.getKey().code()
              + field
              + ": "
              + note.getValue()
              + " ("
              + note.getKey().hint()
              + ")");
    }
    return notes.stream().map(Map.Entry::getKey).toList();
  }

  private static void judge(Sample last, List<Trial.Note> notes, Health health) {
    if (last.size() > 0 && last.counted() == 0) {
      health.problem(
          "none of the last %d records would count".formatted(last.size()),
          notes.isEmpty() ? "engage try says why of each" : notes.get(0).hint());
    } else if (last.counted() > 0 && last.isWithoutWatermark()) {
      health.problem(
          "the last records are of %d user(s): without three of them far times move no watermark, and"
                  .formatted(last.users())
              + " nothing becomes complete",
          "set message.timestamp.type=LogAppendTime on the topic, or time.jump: 0s");
    }
  }
}
