package io.engagement.bench.contender;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.engagement.bench.ProcessCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.jspecify.annotations.Nullable;

/**
 * Daily users and sessions in Kafka Streams, exactly once (version 2), with one commit a checkpoint
 * interval and a sixteenth of the heap for its caches.
 */
final class KafkaStreamsProgram implements Contender.Program {
  /**
   * How far partitions may run apart while a backlog is read; a record that is further behind would
   * be dropped.
   */
  private static final Duration GRACE = Duration.ofDays(400);

  private static final Duration PATIENCE = Duration.ofHours(2);
  private static final int HEAP_PER_CACHED_BYTE = 16;

  /** What is read of a record. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Event(
      @Nullable String event,
      @Nullable String userId,
      @Nullable String anonymousId,
      @Nullable String timestamp,
      @Nullable String receivedAt) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader READER = JSON.readerFor(Event.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Event.class);

    static Serde<Event> serde() {
      return Serdes.serdeFrom(
          (topic, event) -> event == null ? null : write(event),
          (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private static byte[] write(Event event) {
      try {
        return WRITER.writeValueAsBytes(event);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Event read(byte[] bytes) {
      try {
        return READER.readValue(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String user() {
      return String.valueOf(userId == null ? anonymousId : userId);
    }

    long timeMillis() {
      return Instant.parse(String.valueOf(timestamp == null ? receivedAt : timestamp))
          .toEpochMilli();
    }

    boolean isPing() {
      return "Page Ping".equals(event);
    }
  }

  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", pass.brokers()))) {
      OutputTopic.create(pass, "daily_users", "sessions");
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      KafkaStreams streams = new KafkaStreams(topology(pass), properties(pass));
      try (streams) {
        streams.setUncaughtExceptionHandler(
            problem -> {
              failure.set(problem);
              return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
        cost.begin();
        streams.start();
        awaitEnd(admin, pass, failure);
        ProcessCost.Figures figures = cost.figures();
        streams.close();
        return published(figures, pass);
      }
    }
  }

  private static Topology topology(Pass pass) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, Event> byUser =
        builder.stream(
                pass.topic(),
                Consumed.with(Serdes.ByteArray(), Event.serde())
                    .withTimestampExtractor(
                        (record, partitionTime) -> ((Event) record.value()).timeMillis()))
            .selectKey((key, event) -> event.user())
            .repartition(
                Repartitioned.<String, Event>as("by-user")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(Event.serde()));
    Duration gap = Duration.ofMinutes(30);
    byUser
        .groupByKey(Grouped.with(Serdes.String(), Event.serde()))
        .windowedBy(SessionWindows.ofInactivityGapAndGrace(gap, GRACE))
        .count(Materialized.with(Serdes.String(), Serdes.Long()))
        .toStream()
        .to(
            OutputTopic.of(pass, "sessions"),
            Produced.with(WindowedSerdes.sessionWindowedSerdeFrom(String.class), Serdes.Long()));
    byUser
        .filter((user, event) -> !event.isPing())
        .groupByKey(Grouped.with(Serdes.String(), Event.serde()))
        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofDays(1), GRACE))
        .count(Materialized.with(Serdes.String(), Serdes.Long()))
        .groupBy(
            (user, events) -> KeyValue.pair(day(user), user.key()),
            Grouped.with("users-of-days", Serdes.String(), Serdes.String()))
        .count(Materialized.with(Serdes.String(), Serdes.Long()))
        .toStream()
        .to(OutputTopic.of(pass, "daily_users"), Produced.with(Serdes.String(), Serdes.Long()));
    return builder.build();
  }

  private static String day(Windowed<String> window) {
    return LocalDate.ofInstant(window.window().startTime(), ZoneOffset.UTC).toString();
  }

  private static Properties properties(Pass pass) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, pass.name());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, pass.brokers());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, pass.folderPath().resolve(pass.name()).toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, pass.slots());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, pass.checkpointSeconds() * 1000);
    properties.put(
        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
        Runtime.getRuntime().maxMemory() / HEAP_PER_CACHED_BYTE);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    properties.put("auto.offset.reset", "earliest");
    properties.put("transaction.timeout.ms", 900_000);
    return properties;
  }

  /**
   * Waits until everything is read and committed, of the topics in between as well. Offsets are
   * asked for before ends: what was committed has its records in the topics behind it by then.
   */
  private static void awaitEnd(Admin admin, Pass pass, AtomicReference<@Nullable Throwable> failure)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isAtEnd(admin, pass)) {
      Throwable problem = failure.get();
      if (problem != null) {
        throw new IllegalStateException("Kafka Streams failed", problem);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not done within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean isAtEnd(Admin admin, Pass pass) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(pass.name()).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String topic :
        List.of(
            pass.topic(),
            pass.name() + "-by-user-repartition",
            pass.name() + "-users-of-days-repartition")) {
      if (!admin.listTopics().names().get().contains(topic)) {
        return false;
      }
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .forEach(
              partition ->
                  asked.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(asked).all().get();
    return ends.entrySet().stream()
        .allMatch(end -> offset(committed, end.getKey()) >= end.getValue().offset());
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
    OffsetAndMetadata known = committed.get(partition);
    return known == null ? 0 : known.offset();
  }

  private static Outcome published(ProcessCost.Figures figures, Pass pass) {
    Map<String, Long> dailyUsers = new HashMap<>();
    OutputTopic.read(
        pass.brokers(),
        OutputTopic.of(pass, "daily_users"),
        record ->
            dailyUsers.put(
                new String(record.key(), StandardCharsets.UTF_8), number(record.value())));
    Map<ByteBuffer, Long> sessions = new HashMap<>();
    OutputTopic.read(
        pass.brokers(),
        OutputTopic.of(pass, "sessions"),
        record -> {
          ByteBuffer key = ByteBuffer.wrap(record.key());
          if (record.value() == null) {
            sessions.remove(key);
          } else {
            sessions.put(key, number(record.value()));
          }
        });
    long events = sessions.values().stream().mapToLong(count -> count).sum();
    return new Outcome(figures, events, dailyUsers, (long) sessions.size());
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
