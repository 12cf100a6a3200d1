package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.identity.DeletionRequests;
import io.engagement.core.table.TableSpec;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.oracle.Topics;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is deleted, through real brokers, out of a real database and out of topics. */
class DeletionITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final String GONE = "conspicuous-person";
  private static final String STAYS = "other-person";
  private static final Instant NOON = Instant.parse("2024-03-04T12:00:00Z");

  private final LocalKafka kafka = SharedServers.kafka();
  private final LocalPostgres postgres = SharedServers.postgres();
  private final String events = SharedServers.name("events");
  private final String control = SharedServers.name("control");
  private final String shop = SharedServers.name("shop");

  @TempDir Path folder;

  private int sent;

  @Test
  void nothingIsLeftOfThemInTablesTopicsAndCheckpointsAndAReplayGivesTheSame() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      ConfigText config = configuration(shop);
      for (String user : List.of(GONE, STAYS)) {
        send(producer, user, 0, "Product Viewed");
        send(producer, user, 60, "Product Added");
        send(producer, user, 7_200, "Order Completed");
      }
      Map<String, String> topics;
      try (LocalRun run =
          LocalRun.start(
              StreamingJob.of(config, StartRules.STRICT), settings("checkpoints"), 2, 0)) {
        await("both in the tables")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || read(shop) == sent);
        assertThat(dump(shop)).contains(GONE).contains(STAYS);

        // Whoever may write events cannot delete anybody.
        send(producer, STAYS, 7_260, "delete");
        producer.send(
            new ProducerRecord<>(control, "not a request".getBytes(StandardCharsets.UTF_8)));
        producer.send(new ProducerRecord<>(control, request(GONE)));
        producer.flush();
        await("the deletion is published")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || !deletions(shop).isEmpty());
        // It had been counted, was deleted, and is sent once more.
        sent--;
        send(producer, GONE, 7_200, "Order Completed");
        producer.flush();
        await("all that was sent")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || read(shop) == sent + 1);

        String tables = dump(shop);
        assertThat(tables).doesNotContain(GONE).contains(STAYS).contains("INVALID_REQUEST");
        assertThat(deletions(shop))
            .isEqualTo(
                "case|{\"carts\": 1, \"sessions\": 2, \"user_engagement\": 1,"
                    + " \"experiment_assignments\": 1}");
        await("the topics")
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() -> assertThat(topics(shop + '.').toString()).doesNotContain(GONE));
        topics = topics(shop + '.');
        assertThat(topics.toString()).contains(STAYS);
        awaitCheckpointsWithout(GONE);
        assertThat(anyCheckpointHolds(STAYS)).isTrue();
      }
      String again = SharedServers.name("again");
      try (LocalRun run =
          LocalRun.start(
              StreamingJob.of(configuration(again), StartRules.STRICT),
              settings("checkpoints-again"),
              2,
              0)) {
        await("the same topics after a replay")
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(500))
            .until(() -> run.result().isDone() || topics(again + '.').equals(topics));
        assertThat(dump(again)).doesNotContain(GONE).contains(STAYS);
      }
    }
  }

  @Test
  void theirDevicesGoWithThemWhereIdsAreStitched() throws Exception {
    List<String> gone = List.of(GONE, "conspicuous-phone", "conspicuous-tablet");
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      ConfigText config = stitched(configuration(shop));
      signIn(producer, GONE, "conspicuous-phone", 0);
      signIn(producer, GONE, "conspicuous-tablet", 7_200);
      signIn(producer, STAYS, "other-phone", 0);
      // Nobody has signed in here yet.
      send(producer, null, "other-tablet", 60, "Product Viewed");
      Map<String, String> topics;
      try (LocalRun run =
          LocalRun.start(
              StreamingJob.of(config, StartRules.STRICT), settings("checkpoints"), 2, 0)) {
        await("all in the tables")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || read(shop) == sent);
        assertThat(dump(shop)).contains(gone).contains(STAYS);
        for (String id : gone) {
          assertThat(anyCheckpointHolds(id)).as(id).isTrue();
        }

        producer.send(new ProducerRecord<>(control, request(GONE)));
        producer.flush();
        await("the deletion is published")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || !deletions(shop).isEmpty());
        signIn(producer, GONE, "conspicuous-phone", 10_800);
        await("all that was sent")
            .atMost(Duration.ofMinutes(2))
            .until(() -> run.result().isDone() || read(shop) == sent);

        assertThat(dump(shop)).doesNotContain(gone).contains(STAYS, "other-phone", "other-tablet");
        await("the topics")
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() -> assertThat(topics(shop + '.').toString()).doesNotContain(gone));
        topics = topics(shop + '.');
        assertThat(topics.toString()).contains(STAYS, "other-phone", "other-tablet");
        for (String id : gone) {
          awaitCheckpointsWithout(id);
        }
        assertThat(anyCheckpointHolds("other-phone")).isTrue();
      }
      String again = SharedServers.name("again");
      try (LocalRun run =
          LocalRun.start(
              StreamingJob.of(stitched(configuration(again)), StartRules.STRICT),
              settings("checkpoints-again"),
              2,
              0)) {
        await("the same topics after a replay")
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(
                () ->
                    assertThat(withoutArrival(topics(again + '.')))
                        .isEqualTo(withoutArrival(topics)));
        assertThat(dump(again)).doesNotContain(gone).contains(STAYS);
      }
    }
  }

  /** How many events an id had when it was claimed depends on which of them arrives first. */
  private static Map<String, String> withoutArrival(Map<String, String> topics) {
    Map<String, String> same = new TreeMap<>(topics);
    same.replaceAll(
        (key, row) ->
            key.startsWith("identity_merges") ? row.replaceAll("\"events\":\\d+", "") : row);
    return same;
  }

  /** Somebody looks around, signs in, and leaves the device to look around once more. */
  private void signIn(
      KafkaProducer<byte[], byte[]> producer, String user, String device, int seconds) {
    send(producer, null, device, seconds, "Product Viewed");
    send(producer, user, device, seconds + 60, "Product Added");
    send(producer, null, device, seconds + 120, "Product Viewed");
    send(producer, user, device, seconds + 180, "Order Completed");
    producer.flush();
  }

  private static ConfigText stitched(ConfigText config) {
    return new ConfigText(config.name(), "identity: {mode: stitched}\n" + config.yaml());
  }

  private static byte[] request(String user) {
    return DeletionRequests.write("userId", user, "case", NOON.plusSeconds(86_400).toString());
  }

  private void awaitCheckpointsWithout(String id) {
    await("checkpoints without the id")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !anyCheckpointHolds(id));
  }

  /** Searches every byte of all checkpoints there are. */
  private boolean anyCheckpointHolds(String id) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          if (bytes.contains(id)) {
            return true;
          }
        } catch (java.nio.file.NoSuchFileException subsumed) {
          // A later checkpoint has replaced it.
        }
      }
    }
    return false;
  }

  /** The latest value of every key of the topics of tables that do not change by themselves. */
  private Map<String, String> topics(String prefix) {
    Map<String, String> values = new TreeMap<>();
    List<String> topics =
        MetricCatalog.tables().stream()
            .map(TableSpec::name)
            .filter(name -> !List.of("input_accounting", "metric_definitions").contains(name))
            .map(name -> prefix + name)
            .toList();
    new Topics(kafka.bootstrapServers())
        .read(
            topics,
            record -> {
              String table = record.topic().substring(prefix.length());
              String key = table + new String(record.key(), StandardCharsets.UTF_8);
              if (record.value() == null) {
                values.remove(key);
              } else {
                values.put(key, new String(record.value(), StandardCharsets.UTF_8));
              }
            });
    return values;
  }

  /** Every row of every table as text. */
  private String dump(String database) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.tables"
                  + " WHERE table_schema = 'engagement' AND table_type = 'BASE TABLE'")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT row_to_json(t)::text FROM engagement.\"" + table + "\" AS t")) {
          while (rows.next()) {
            text.append(table).append(' ').append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  private String deletions(String database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT request_id || '|' || \"rows\"::text FROM engagement.deletions")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private long read(String database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT coalesce(sum(accepted + filtered), 0) FROM engagement.input_accounting")) {
      result.next();
      return result.getLong(1);
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", postgres.user());
    login.setProperty("password", postgres.password());
    return DriverManager.getConnection(postgres.jdbcUrl(database), login);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String user, int seconds, String what) {
    send(producer, user, null, seconds, what);
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      @Nullable String user,
      @Nullable String device,
      int seconds,
      String what) {
    String ids =
        (user == null ? "" : member("userId", user))
            + (device == null ? "" : member("anonymousId", device));
    int items = Objects.hash(user, device);
    String json =
        """
        {"type":"track","event":"%s","action":"delete","requestId":"forged","messageId":"m-%d",\
        %s"timestamp":"%s","properties":{"order_id":"o-%s","cart_id":"c-%s",\
        "product_id":"p","price":5,"revenue":5,"experiment_id":"e","variation_id":"v"}}"""
            .formatted(what, sent++, ids, NOON.plusSeconds(seconds), items, items);
    producer.send(new ProducerRecord<>(events, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String member(String name, String value) {
    return "\"%s\":\"%s\",".formatted(name, value);
  }

  private KafkaProducer<byte[], byte[]> producer() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
    try (Admin admin = Admin.create(settings)) {
      admin
          .createTopics(
              List.of(new NewTopic(events, 1, (short) 1), new NewTopic(control, 1, (short) 1)))
          .all()
          .get();
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The heap keeps no older version of a value in its checkpoints. */
  private Configuration settings(String checkpoints) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("execution.checkpointing.interval", "1 s");
    overrides.put("execution.checkpointing.min-pause", "200 ms");
    overrides.put("state.backend.type", "hashmap");
    return FlinkSettings.loadLocal(CONF, overrides, folder.resolve(checkpoints));
  }

  /**
   * Of a deployment.
   *
   * @param name its own, its database's and, with a dot, what its topics begin with
   */
  private ConfigText configuration(String name) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    String yaml =
        """
        deployment: %5$s
        source: {kafka: {brokers: "%1$s", topics: [%6$s]}}
        control: {kafka: {topic: %7$s}}
        sinks:
          postgres: {url: "%2$s", user: "%3$s", password: "${file:%4$s}"}
          kafka: {brokers: "%1$s", topic-prefix: "%5$s."}
        metrics:
          active-users: [{id: active, events: any, periods: [day]}]
          sessions: [{id: web}]
          carts: [{id: carts}]
          experiments: [{id: exp, exposure: Product Added, goals: [{id: order, event: Order Completed}]}]
          score: [{id: score, weights: {Product Viewed: 1, Order Completed: 10}}]
        """
            .formatted(
                kafka.bootstrapServers(),
                postgres.createDatabase(name),
                postgres.user(),
                password,
                name,
                events,
                control);
    return new ConfigText(name + ".yaml", yaml);
  }
}
