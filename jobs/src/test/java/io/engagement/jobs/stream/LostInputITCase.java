package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.source.LostInputException;
import io.engagement.flink.source.LostRecords;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are gone end the job with a sentence; it goes on without them when told to. */
class LostInputITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final StartRules ACCEPTING =
      new StartRules(StartMode.CONTINUE, LostTransactions.FAIL, LostRecords.ACCEPT);

  private final String topic = SharedServers.name("shop-events");

  @TempDir private Path folder;
  private String database;
  private String user;
  private String password;
  private int sent;

  @Test
  void endsWithASentenceAndGoesOnWithoutThemWhenToldTo() throws Exception {
    LocalKafka kafka = SharedServers.kafka();
    LocalPostgres postgres = SharedServers.postgres();
    ConfigText config = configuration(kafka, postgres);
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(client);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      create(admin);
      send(producer, 300);
      runUntilRead(config, StartRules.STRICT, 300);

      admin.deleteTopics(List.of(topic)).all().get();
      create(admin);
      send(producer, 500);
      assertThat(failure(config, StartRules.STRICT))
          .hasMessageContaining(topic + " was deleted and made again")
          .hasMessageContaining("--accept-lost-records");
      runUntilRead(config, ACCEPTING, 800);

      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(500)))
          .all()
          .get();
      send(producer, 100);
      runUntilRead(config, StartRules.STRICT, 900);
      send(producer, 50);
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(620)))
          .all()
          .get();
      assertThat(failure(config, StartRules.STRICT))
          .hasMessageContaining("no longer have the records")
          .hasMessageContaining(topic + "-0");
      runUntilRead(config, ACCEPTING, 930);

      LocalRun running = start(config, StartRules.STRICT);
      try {
        admin.deleteTopics(List.of(topic)).all().get();
        create(admin);
        assertThat(failureOf(running)).hasMessageContaining(topic);
      } finally {
        running.close();
      }
    }
  }

  private void runUntilRead(ConfigText config, StartRules rules, long records) throws Exception {
    LocalRun run = start(config, rules);
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> run.result().isDone() || read() == records);
      assertThat(run.result()).isNotDone();
    } finally {
      run.close();
    }
  }

  private LostInputException failure(ConfigText config, StartRules rules) throws Exception {
    LocalRun run = start(config, rules);
    try {
      return failureOf(run);
    } finally {
      run.close();
    }
  }

  private static LostInputException failureOf(LocalRun run) throws Exception {
    await().atMost(Duration.ofMinutes(1)).until(() -> run.result().isDone());
    try {
      run.result().get();
      throw new AssertionError("the job ended without a failure");
    } catch (ExecutionException failed) {
      return ExceptionUtils.findThrowable(failed, LostInputException.class)
          .orElseThrow(() -> new AssertionError(failed));
    }
  }

  private LocalRun start(ConfigText config, StartRules rules) throws Exception {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("execution.checkpointing.interval", "500 ms");
    overrides.put("execution.checkpointing.min-pause", "100 ms");
    Path checkpoints = folder.resolve("checkpoints");
    Configuration settings = FlinkSettings.loadLocal(CONF, overrides, checkpoints);
    LocalRun.newestCheckpoint(checkpoints).ifPresent(path -> LocalRun.resume(settings, path));
    return LocalRun.start(StreamingJob.of(config, rules), settings, 1, 0);
  }

  private long read() throws SQLException {
    try (Connection connection = DriverManager.getConnection(database, user, password);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT coalesce(sum(read), 0) FROM engagement.input_accounting")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void create(Admin admin) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                admin
                        .createTopics(
                            List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                        .all()
                        .get()
                    == null);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int records) {
    for (int i = 0; i < records; i++) {
      String json =
          """
          {"type":"page","name":"Home","messageId":"m-%d","userId":"u-%d",\
          "timestamp":"2024-03-04T10:00:00Z","properties":{"path":"/"}}\
          """
              .formatted(sent, sent % 17);
      sent++;
      producer.send(new ProducerRecord<>(topic, 0, null, json.getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  private ConfigText configuration(LocalKafka kafka, LocalPostgres postgres) throws Exception {
    database = postgres.createDatabase(SharedServers.name("lost"));
    user = postgres.user();
    password = postgres.password();
    Path file = Files.writeString(folder.resolve("password"), password);
    return new ConfigText(
        "lost.yaml",
        """
        deployment: lost
        source: {kafka: {brokers: "%s", topics: [%s]}}
        sinks: {postgres: {url: "%s", user: "%s", password: "${file:%s}"}}
        metrics: {active-users: [{id: active, periods: [day]}]}
        """
            .formatted(kafka.bootstrapServers(), topic, database, user, file));
  }
}
