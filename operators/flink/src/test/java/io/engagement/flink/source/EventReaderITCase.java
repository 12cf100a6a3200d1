package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.local.LocalKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What time a partition has reached goes with its split, to whoever reads it next. */
class EventReaderITCase {
  private static final String TOPIC = "events";
  private static final Instant NOON = Instant.parse("2024-03-04T12:00:00Z");
  private static final Instant ONE = NOON.plusSeconds(3_600);

  @Test
  void theTimeOfAPartitionGoesOnAlsoWhereItIsReadElsewhereAndWhenItsTopicIsAnother()
      throws Exception {
    try (LocalKafka kafka = LocalKafka.process().start();
        Admin admin = Admin.create(client(kafka));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                client(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
      create(admin);
      for (String user : List.of("ada", "bob")) {
        send(producer, 0, user, NOON);
        send(producer, 1, user, ONE);
      }
      EngagementKafkaSource source = source(kafka, LostRecords.FAIL);
      Reading both = read(source, List.of(unread(0), unread(1)), 4);
      assertThat(both.reached)
          .containsOnly(Map.entry(0, Long.MIN_VALUE), Map.entry(1, Long.MIN_VALUE));

      send(producer, 0, "cid", NOON);
      send(producer, 1, "cid", ONE);
      Reading zero = read(source, List.of(both.split(0)), 1);
      Reading one = read(source, List.of(both.split(1)), 1);
      assertThat(zero.reached).as("the third of three").containsOnly(Map.entry(0, millis(NOON)));
      assertThat(one.reached).as("the third of three").containsOnly(Map.entry(1, millis(ONE)));

      admin.deleteTopics(List.of(TOPIC)).all().get();
      create(admin);
      send(producer, 0, "dan", NOON.minus(Duration.ofDays(1)));
      Reading another = read(source(kafka, LostRecords.ACCEPT), List.of(zero.split(0)), 1);
      assertThat(another.offsets).containsExactly(0L);
      assertThat(another.reached).containsOnly(Map.entry(0, millis(NOON)));
    }
  }

  private static KafkaPartitionSplit unread(int partition) {
    return new KafkaPartitionSplit(
        new TopicPartition(TOPIC, partition), KafkaPartitionSplit.EARLIEST_OFFSET);
  }

  private static long millis(Instant time) {
    return time.toEpochMilli();
  }

  /** Reads so many records, then takes a checkpoint. */
  private static Reading read(
      EngagementKafkaSource source, List<KafkaPartitionSplit> splits, int records)
      throws Exception {
    Reading reading = new Reading();
    try (SourceReader<SourceRecord, KafkaPartitionSplit> reader =
        source.createReader(new Context())) {
      reader.start();
      reader.addSplits(splits);
      while (reading.offsets.size() < records) {
        reader.isAvailable().get(1, TimeUnit.MINUTES);
        reader.pollNext(reading);
      }
      for (KafkaPartitionSplit split : reader.snapshotState(1)) {
        var serializer = source.getSplitSerializer();
        reading.checkpoint.add(
            serializer.deserialize(serializer.getVersion(), serializer.serialize(split)));
      }
    }
    return reading;
  }

  private static EngagementKafkaSource source(LocalKafka kafka, LostRecords lost) {
    ConfigText config =
        new ConfigText("test", "metrics: {active-users: [{id: active, periods: [day]}]}");
    return KafkaEvents.source(
        kafka.bootstrapServers(),
        List.of(TOPIC),
        "reader",
        new StartPosition(StartPosition.Mode.EARLIEST, 0),
        ClientProperties.NONE,
        () -> Metrics.of(EngagementConfigReader.read(config).config()),
        lost);
  }

  private static Map<String, Object> client(LocalKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  /** A topic that was just deleted may still be there for a moment. */
  private static void create(Admin admin) {
    NewTopic topic = new NewTopic(TOPIC, Optional.of(2), Optional.empty());
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> admin.createTopics(List.of(topic)).all().get() == null);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, int partition, String user, Instant time)
      throws Exception {
    String json =
        "{\"type\":\"page\",\"userId\":\"%s\",\"timestamp\":\"%s\"}".formatted(user, time);
    producer
        .send(new ProducerRecord<>(TOPIC, partition, null, json.getBytes(StandardCharsets.UTF_8)))
        .get();
  }

  /** Moves the clocks as the intake does. */
  private static final class Reading implements ReaderOutput<SourceRecord> {
    final List<Long> offsets = new ArrayList<>();
    final Map<Integer, Long> reached = new TreeMap<>();
    final List<KafkaPartitionSplit> checkpoint = new ArrayList<>();

    KafkaPartitionSplit split(int partition) {
      return checkpoint.stream()
          .filter(split -> split.getPartition() == partition)
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void collect(SourceRecord record) {
      PartitionProgress progress = record.progress();
      assertThat(progress.partition()).isEqualTo(record.partition);
      progress.clock().see(record.event.timeMillis, record.event.user, false, 3_600_000);
      offsets.add(record.offset);
      reached.put(record.partition, progress.clock().maxTimeMillis());
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
      collect(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<SourceRecord> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }

  private static final class Context implements SourceReaderContext {
    @Override
    public SourceReaderMetricGroup metricGroup() {
      return InternalSourceReaderMetricGroup.mock(new UnregisteredMetricsGroup());
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
      return 0;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {}

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }
  }
}
