package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.BadRecords;
import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.HostileRecords;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.oracle.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes come through Kafka, over all definitions of the reference configuration: the job
 * goes on, time does not jump, and every record that is no event is in the dead-letter topic with
 * its place and reason.
 *
 * <p>{@code -Dmalformed.mutated=1000000} for as many randomly mutated records (and a third as many
 * well-formed odd ones), {@code -Dmalformed.seed=N} for others.
 */
class MalformedInputITCase {
  private static final int PARTITIONS = 3;
  private static final Duration FUTURE_TOLERANCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int mutated = Integer.getInteger("malformed.mutated", 30_000);
  private final long seed = Long.getLong("malformed.seed", 11L);

  private final String topic = SharedServers.name("events");
  private final String prefix = SharedServers.name("out") + '.';

  @TempDir private Path folder;

  /** Where a record stands. */
  private record Place(int partition, long offset) {}

  @Test
  void putsEveryBadRecordIntoTheDeadLetterTopicAndGoesOn() throws Exception {
    System.out.println("malformed input: seed " + seed + ", mutated records " + mutated);
    String brokers = SharedServers.kafka().bootstrapServers();
    ConfigText config = config(brokers);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    Map<Place, String> expected = new HashMap<>();
    long sent = send(brokers, config, expected);
    Instant sentBy = Instant.now();

    Configuration settings =
        FlinkSettings.loadLocal(
            conf(),
            Map.of(
                "execution.checkpointing.interval", "1 s",
                "execution.checkpointing.min-pause", "200 ms"),
            folder.resolve("checkpoints"));
    try (LocalRun run =
        LocalRun.start(StreamingJob.of(config, StartRules.STRICT), settings, 2, 0)) {
      await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> sum(accounting(brokers), "next_offset") == sent);
      List<JsonNode> accounting = accounting(brokers);
      for (JsonNode row : accounting) {
        assertThat(row.get("read").asLong())
            .isEqualTo(row.get("next_offset").asLong())
            .isEqualTo(
                row.get("accepted").asLong()
                    + row.get("duplicate").asLong()
                    + row.get("late").asLong()
                    + row.get("rejected").asLong()
                    + row.get("filtered").asLong());
        assertThat(Instant.parse(row.get("watermark").asText()))
            .as("no event of the future moves the watermark beyond the tolerance")
            .isBefore(sentBy.plus(FUTURE_TOLERANCE));
      }
      assertThat(sum(accounting, "rejected")).isEqualTo(expected.size());
      assertThat(sum(accounting, "late")).isPositive();
      assertThat(deadLetters(brokers)).isEqualTo(expected);
      assertThat(run.result()).as("the job runs").isNotDone();
      assertThat(failures(run.webUi())).as("nothing ever failed").isZero();
    }
    System.out.printf(
        "malformed input: %,d records, %,d of them rejected, no restart%n", sent, expected.size());
  }

  /** All definitions of the reference configuration, published to Kafka. */
  private ConfigText config(String brokers) throws IOException {
    String reference = Files.readString(conf().resolve("engagement.reference.yaml"));
    return new ConfigText(
        "test",
        """
        deployment: malformed
        source: {kafka: {brokers: "%s", topics: [%s]}}
        sinks: {kafka: {brokers: "%s", topic-prefix: "%s"}}
        """
                .formatted(brokers, topic, brokers, prefix)
            + between(reference, "\nidentity:", "\n# Where deletions")
            + between(reference, "\ndedup:", "\nsinks:")
            + between(reference, "\nmetrics:", null));
  }

  private static String between(String text, String from, @Nullable String to) {
    int start = text.indexOf(from);
    return text.substring(start, to == null ? text.length() : text.indexOf(to, start)) + '\n';
  }

  private static Path conf() {
    Path here = Path.of("conf");
    return here.toFile().isDirectory() ? here : Path.of("..", "conf");
  }

  /** Sends everything; notes what must be rejected, where and why. Returns how many were sent. */
  private long send(String brokers, ConfigText config, Map<Place, String> expected)
      throws Exception {
    Metrics metrics = Metrics.of(EngagementConfigReader.read(config).config());
    EventDecoder decoder = metrics.decoder();
    UserEvent event = new UserEvent();
    SplittableRandom random = new SplittableRandom(seed);
    List<Future<RecordMetadata>> places = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    long now = Instant.now().toEpochMilli();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (BadRecords.BadRecord bad : BadRecords.all()) {
        places.add(send(producer, bad.bytes()));
        // Kafka knows when a record was appended.
        boolean hasTime = bad.reason() == RejectionReason.MISSING_TIMESTAMP;
        reasons.add(hasTime ? null : bad.reason().name());
        places.add(send(producer, page(random, now)));
        reasons.add(null);
      }
      places.add(send(producer, null));
      reasons.add(RejectionReason.EMPTY.name());
      for (int partition = 0; partition < PARTITIONS; partition++) {
        byte[] future = page(random, Instant.parse("2100-01-01T00:00:00Z").toEpochMilli());
        places.add(producer.send(new ProducerRecord<>(topic, partition, null, future)));
        reasons.add(null);
        byte[] past = page(random, now - Duration.ofDays(30).toMillis());
        places.add(producer.send(new ProducerRecord<>(topic, partition, null, past)));
        reasons.add(null);
      }
      for (int i = 0; i < mutated; i++) {
        byte[] bytes = mutate(page(random, now), random);
        RejectionReason reason = decoder.decode(bytes, 0, bytes.length, now, event);
        places.add(send(producer, bytes));
        reasons.add(reason == null ? null : reason.name());
      }
      HostileRecords hostile = new HostileRecords(seed, now - Duration.ofHours(3).toMillis());
      for (int i = 0; i < mutated / 3; i++) {
        byte[] bytes = hostile.next();
        RejectionReason reason = decoder.decode(bytes, 0, bytes.length, now, event);
        places.add(send(producer, bytes));
        reasons.add(reason == null ? null : reason.name());
      }
    }
    for (int i = 0; i < places.size(); i++) {
      if (reasons.get(i) != null) {
        RecordMetadata place = places.get(i).get();
        expected.put(new Place(place.partition(), place.offset()), reasons.get(i));
      }
    }
    return places.size();
  }

  private Future<RecordMetadata> send(KafkaProducer<byte[], byte[]> producer, byte[] bytes) {
    return producer.send(new ProducerRecord<>(topic, bytes));
  }

  private static byte[] page(SplittableRandom random, long timeMillis) {
    return """
        {"type":"page","name":"Home","userId":"user %d","messageId":"%016x","timestamp":"%s",\
        "sentAt":"%s","context":{"device":{"type":"ios"},"campaign":{"source":"mail"}},\
        "properties":{"path":"/home","price":19.99,"tags":["a","b"],"title":"Caf\\u00e9 – „Zoë“"}}"""
        .formatted(
            random.nextInt(500),
            random.nextLong(),
            Instant.ofEpochMilli(timeMillis - random.nextInt(10_000)),
            Instant.ofEpochMilli(timeMillis))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A few random edits: bytes changed, cut out, doubled, moved. */
  private static byte[] mutate(byte[] valid, SplittableRandom random) {
    byte[] bytes = valid;
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
      byte[] changed = bytes.clone();
      switch (random.nextInt(5)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          changed = new byte[bytes.length - length];
          System.arraycopy(bytes, 0, changed, 0, at);
          System.arraycopy(bytes, at + length, changed, at, changed.length - at);
        }
        case 3 -> {
          changed = new byte[bytes.length + length];
          System.arraycopy(bytes, 0, changed, 0, at + length);
          System.arraycopy(bytes, at, changed, at + length, bytes.length - at);
        }
        default ->
            System.arraycopy(bytes, at, changed, random.nextInt(bytes.length - length + 1), length);
      }
      bytes = changed.length == 0 ? new byte[] {'x'} : changed;
    }
    return bytes;
  }

  private List<JsonNode> accounting(String brokers) throws Exception {
    Map<String, JsonNode> latest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(brokers, prefix + "input_accounting")) {
      latest.put(new String(record.key(), StandardCharsets.UTF_8), JSON.readTree(record.value()));
    }
    return List.copyOf(latest.values());
  }

  private static long sum(List<JsonNode> rows, String column) {
    return rows.stream().mapToLong(row -> row.get(column).asLong()).sum();
  }

  private Map<Place, String> deadLetters(String brokers) throws Exception {
    Map<Place, String> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(brokers, prefix + "rejected")) {
      JsonNode key = JSON.readTree(record.key());
      JsonNode row = JSON.readTree(record.value());
      assertThat(key.get("topic").asText()).isEqualTo(topic);
      if (row.get("encoding").asText().equals("base64")) {
        assertThat(Base64.getDecoder().decode(row.get("original").asText())).isNotEmpty();
      }
      String other =
          found.put(
              new Place(key.get("partition").asInt(), key.get("offset").asLong()),
              row.get("reason").asText());
      assertThat(other).as("each record once").isNull();
    }
    return found;
  }

  /** All committed records of a topic. */
  private static List<ConsumerRecord<byte[], byte[]>> read(String brokers, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    new Topics(brokers).read(topic, records::add);
    return records;
  }

  private static int failures(URI webUi) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    JsonNode jobs = get(client, webUi.resolve("/jobs"));
    String id = jobs.get("jobs").get(0).get("id").asText();
    JsonNode exceptions = get(client, webUi.resolve("/jobs/" + id + "/exceptions"));
    return exceptions.get("exceptionHistory").get("entries").size();
  }

  private static JsonNode get(HttpClient client, URI uri) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(answer.body());
  }
}
