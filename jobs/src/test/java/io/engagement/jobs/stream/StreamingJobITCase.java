package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a real broker to a real database and back into topics, with an end in the middle. */
class StreamingJobITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final long START_MILLIS = 1_767_571_200_000L;
  private static final long DAY_MILLIS = 86_400_000L;
  private static final int RECORDS = 4000;
  private static final JsonMapper JSON = new JsonMapper();

  private final LocalPostgres postgres = SharedServers.postgres();
  private final String database = SharedServers.name("shop");
  private String input = SharedServers.name("events");
  private String prefix = SharedServers.name("out") + '.';

  @TempDir Path folder;

  /** Through TLS and a password, with the privileges and the configuration of the example. */
  @Test
  void publishesWhatABoundedRunOverTheSameRecordsDoesAlsoWhenEndedInTheMiddle() throws Exception {
    List<byte[]> records = new ArrayList<>();
    List<Integer> people = new ArrayList<>();
    generate(records, people);
    // The privileges are for these.
    input = "events";
    prefix = "engagement.";
    try (SecuredBroker secured = SecuredBroker.start(folder)) {
      LocalKafka kafka = secured.kafka();
      ConfigText config = securedConfiguration(secured);
      produce(kafka, records, people, 0, RECORDS / 2);
      secured.writeLogin("another password");
      assertThatThrownBy(() -> StreamingJob.of(config, StartRules.STRICT).prepare())
          .hasMessageContaining("refuse to list their topics: ")
          .hasMessageContaining("SCRAM-SHA-512")
          .hasMessageContaining("Check source.kafka.properties");
      secured.writeLogin();
      runUntil(RECORDS / 2, config, () -> {});
      produce(kafka, records, people, RECORDS / 2, RECORDS);
      TreeSet<String> expected = bounded(config, records);
      runUntil(RECORDS, config, () -> assertThat(topicOfActiveUsers(kafka)).isEqualTo(expected));
      assertThat(activeUsers()).isEqualTo(expected);
    }
  }

  /** Real state, sinks and options; RewindITCase in the sink's room tries the single cases. */
  @Test
  void goesBackToAnOlderCheckpointWhenToldAndEndsWithTheSameRows() throws Exception {
    List<byte[]> records = new ArrayList<>();
    List<Integer> people = new ArrayList<>();
    generate(records, people);
    LocalKafka kafka = SharedServers.kafka();
    ConfigText config = configuration(kafka);
    produce(kafka, records, people, 0, RECORDS / 2);
    runUntil(RECORDS / 2, config, () -> {});
    Path old = LocalRun.newestCheckpoint(folder.resolve("checkpoints")).orElseThrow();
    produce(kafka, records, people, RECORDS / 2, RECORDS);
    runFrom(old, StartMode.CONTINUE, config, run -> published() == RECORDS);
    runFrom(
        old,
        StartMode.CONTINUE,
        config,
        run -> {
          assertThat(run.result())
              .failsWithin(Duration.ofMinutes(1))
              .withThrowableThat()
              .withStackTraceContaining("--republish");
          return true;
        });
    long fence = ledger("fence");
    TreeSet<String> expected = bounded(config, records);
    runFrom(
        old,
        StartMode.REPUBLISH,
        config,
        run ->
            ledger("fence") > fence
                && ledger("(status = 'LIVE')::int") == 1
                && published() == RECORDS
                && topicOfActiveUsers(kafka).equals(expected));
    assertThat(activeUsers()).isEqualTo(expected);
  }

  @FunctionalInterface
  private interface Reached {
    boolean test(LocalRun run) throws Exception;
  }

  /** Runs from a checkpoint that stays. */
  private void runFrom(Path checkpoint, StartMode mode, ConfigText config, Reached reached)
      throws Exception {
    Configuration settings =
        FlinkSettings.loadLocal(
            CONF,
            Map.of(
                "execution.checkpointing.interval", "1 s",
                "execution.checkpointing.min-pause", "200 ms"),
            folder.resolve("later-checkpoints"));
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
    settings.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
    StartRules start = StartRules.STRICT.with(mode);
    try (LocalRun run = LocalRun.start(StreamingJob.of(config, start), settings, 2, 0)) {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(300))
          .until(() -> run.result().isDone() || reached.test(run));
      assertThat(reached.test(run)).isTrue();
    }
  }

  private long ledger(String column) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      ResultSet result =
          statement.executeQuery("SELECT " + column + " FROM engagement.sink_ledger");
      result.next();
      return result.getLong(1);
    }
  }

  /**
   * Ends the job as soon as the database has everything, whatever the topics have; it goes on from
   * its last checkpoint.
   */
  private void runUntil(long read, ConfigText config, ThrowingRunnable inTheEnd) throws Exception {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("execution.checkpointing.interval", "1 s");
    overrides.put("execution.checkpointing.min-pause", "200 ms");
    Path checkpoints = folder.resolve("checkpoints");
    Configuration settings = FlinkSettings.loadLocal(CONF, overrides, checkpoints);
    LocalRun.newestCheckpoint(checkpoints).ifPresent(path -> LocalRun.resume(settings, path));
    LocalRun run = LocalRun.start(StreamingJob.of(config, StartRules.STRICT), settings, 2, 0);
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(300))
          .until(() -> run.result().isDone() || published() == read);
      assertThat(run.result()).isNotDone();
      await().atMost(Duration.ofMinutes(1)).untilAsserted(inTheEnd);
    } finally {
      run.close();
    }
    assertThat(run.result()).isDone();
  }

  private void generate(List<byte[]> records, List<Integer> people) throws IOException {
    Traffic.Defects defects = new Traffic.Defects(0.1, 3_600_000, 0, 3 * DAY_MILLIS, 0.03, 0.02);
    Traffic traffic = Traffic.spread(200, RECORDS, START_MILLIS, 9 * DAY_MILLIS, 5, defects);
    RecordSink memory =
        new RecordSink() {
          @Override
          public void accept(int person, long arrivalMillis, byte[] bytes, int length) {
            records.add(java.util.Arrays.copyOf(bytes, length));
            people.add(person);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    new TrafficGenerator(traffic, memory, done -> {}).run();
  }

  private void produce(
      LocalKafka kafka, List<byte[]> records, List<Integer> people, int from, int to)
      throws IOException {
    try (RecordSink topic = new KafkaRecordSink(kafka.bootstrapServers(), input, 3)) {
      for (int i = from; i < to; i++) {
        byte[] record = records.get(i);
        topic.accept(people.get(i), 0, record, record.length);
      }
    }
  }

  private ConfigText configuration(LocalKafka kafka) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    String yaml =
        """
        deployment: shop
        time: {idle-after: 20s}
        source: {kafka: {brokers: "%1$s", topics: [%5$s]}}
        breakdowns: {platform: context.device.type, channel: context.campaign.source}
        sinks:
          postgres: {url: "%2$s", user: "%3$s", password: "${file:%4$s}"}
          kafka: {brokers: "%1$s", topic-prefix: "%6$s"}
        metrics:
          active-users:
            - {id: active, events: any, periods: [day, week, rolling-7d], breakdowns: [platform, channel]}
          sessions: [{id: web}]
        """
            .formatted(
                kafka.bootstrapServers(),
                postgres.createDatabase(database),
                postgres.user(),
                password,
                input,
                prefix);
    return new ConfigText("itcase.yaml", yaml);
  }

  /** The example's, with the addresses, files and definitions of this test. */
  private ConfigText securedConfiguration(SecuredBroker broker) throws IOException {
    String plain = configuration(broker.kafka()).yaml();
    Files.copy(folder.resolve("password"), broker.secrets().resolve("postgres-password"));
    String example = Files.readString(Path.of("..", "ops", "security", "engagement.sasl-ssl.yaml"));
    String yaml =
        example
                .substring(0, example.indexOf("metrics:"))
                .replace("kafka-1.example.com:9093,kafka-2.example.com:9093", broker.address())
                .replaceFirst("jdbc:postgresql:[^\"]*", postgres.jdbcUrl(database))
                .replace("user: engagement", "user: " + postgres.user())
                .replace("/run/secrets", broker.secrets().toString())
            + "time: {idle-after: 20s}\n"
            + plain.substring(plain.indexOf("breakdowns:"), plain.indexOf("sinks:"))
            + plain.substring(plain.indexOf("metrics:"));
    return new ConfigText("secured.yaml", yaml);
  }

  private long published() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      ResultSet result =
          statement.executeQuery("SELECT coalesce(sum(read), 0) FROM engagement.input_accounting");
      result.next();
      return result.getLong(1);
    }
  }

  private TreeSet<String> activeUsers() throws SQLException {
    TreeSet<String> rows = new TreeSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT period, to_char(bucket, 'YYYY-MM-DD'), dimension, value, users"
                    + " FROM engagement.active_users")) {
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
          columns.add(result.getString(i));
        }
        rows.add(String.join("|", columns));
      }
    }
    return rows;
  }

  private Connection connect() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", postgres.user());
    login.setProperty("password", postgres.password());
    return DriverManager.getConnection(postgres.jdbcUrl(database), login);
  }

  /** The last committed value of every key. */
  private TreeSet<String> topicOfActiveUsers(LocalKafka kafka) throws IOException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    Map<String, String> latest = new TreeMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(prefix + "active_users").stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          latest.put(record.key(), record.value());
        }
      }
    }
    TreeSet<String> rows = new TreeSet<>();
    for (Map.Entry<String, String> row : latest.entrySet()) {
      if (row.getValue() != null) {
        rows.add(line(row.getKey(), row.getValue()));
      }
    }
    return rows;
  }

  private TreeSet<String> bounded(ConfigText config, List<byte[]> records) throws Exception {
    Path input = folder.resolve("events.jsonl");
    try (FileRecordSink file = FileRecordSink.toFile(input)) {
      for (byte[] record : records) {
        file.accept(0, 0, record, record.length);
      }
    }
    Path output = folder.resolve("bounded");
    new BoundedRun(
            EngagementConfigReader.read(config).config(),
            new ConfiguredMetrics(config),
            List.of(input.toString()),
            output)
        .run(FlinkSettings.loadLocal(CONF, Map.of(), folder), 2, read -> {});
    TreeSet<String> rows = new TreeSet<>();
    for (String json :
        Files.readAllLines(output.resolve("active_users.jsonl"), StandardCharsets.UTF_8)) {
      rows.add(line(json, json));
    }
    return rows;
  }

  private static String line(String key, String value) throws IOException {
    JsonNode keys = JSON.readTree(key);
    List<String> columns = new ArrayList<>();
    for (String column : List.of("period", "bucket", "dimension", "value")) {
      columns.add(keys.get(column).asText());
    }
    columns.add(JSON.readTree(value).get("users").asText());
    return String.join("|", columns);
  }
}
