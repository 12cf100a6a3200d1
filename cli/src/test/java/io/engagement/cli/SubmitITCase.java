package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar on a cluster of processes of its own, with nothing of this build on its class path.
 */
class SubmitITCase {
  private static final int RECORDS = 1500;
  private static final String READ =
      "SELECT coalesce(sum(read), 0) FROM engagement.input_accounting";

  /** Which request was done, whether sessions went with it, and how many a user has left. */
  private static final String DELETED =
      """
      SELECT coalesce(string_agg(request_id || ' ' || ((rows ->> 'sessions')::int > 0), ''), '')
        || ' ' || (SELECT count(*) FROM engagement.sessions WHERE user_id = '%s')
      FROM engagement.deletions""";

  @TempDir Path folder;

  @Test
  void clusterRunsTheJarPublishesAndIsStoppedAndStartedAgain() throws Exception {
    try (LocalKafka kafka = LocalKafka.process().directory(folder.resolve("kafka")).start();
        LocalPostgres postgres = LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
        LocalFlinkCluster cluster =
            LocalFlinkCluster.builder()
                .directory(folder.resolve("flink"))
                .setting("execution.checkpointing.interval", "1 s")
                .setting(
                    "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString())
                .start()) {
      produce(kafka);
      String config = configuration("submitted", "events", kafka, postgres).toString();
      CommandRun noJar = CommandRun.of("submit", "--config", config, "--jar", "no.jar");
      assertThat(noJar.exitCode()).isEqualTo(2);
      assertThat(noJar.err()).contains("there is no job jar at no.jar");

      CommandRun submitted = submit(config, cluster);

      assertThat(submitted.err()).isEmpty();
      assertThat(submitted.exitCode()).isZero();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> query(postgres, READ).equals(Integer.toString(RECORDS)));
      CommandRun status = CommandRun.of("status", "--config", config);
      assertThat(status.out())
          .contains("engagement submitted " + submitted.out().strip() + ", RUNNING for")
          .contains("postgres     LIVE, shows checkpoint")
          .contains("accounting   read 1,500 = accepted ")
          .contains("partition    events/0 read to ")
          .containsPattern("checkpoint   \\d+, \\d+ s ago")
          .endsWith("healthy\n");
      assertThat(status.exitCode()).isZero();

      CommandRun savepoint = CommandRun.of("savepoint", "--config", config);
      assertThat(savepoint.exitCode()).isZero();
      assertThat(savepoint.out()).startsWith("file:");
      CommandRun stopped = CommandRun.of("stop", "--savepoint", "--quiet", "--config", config);
      assertThat(stopped.exitCode()).isZero();
      CommandRun after = CommandRun.of("status", "--config", config);
      assertThat(after.exitCode()).isEqualTo(1);
      assertThat(after.out()).contains("NOT HEALTHY: the job is FINISHED");
      String user = query(postgres, "SELECT max(user_id) FROM engagement.sessions");
      CommandRun asked =
          CommandRun.of("delete", "--user", user, "--request-id", "case-17", "--config", config);
      assertThat(asked.out()).isEqualTo("case-17\n");
      assertThat(asked.exitCode()).isZero();

      CommandRun goesOn = submit(config, cluster, "--from-savepoint", stopped.out().strip());
      assertThat(goesOn.err()).isEmpty();
      assertThat(CommandRun.of("status", "--config", config).out()).endsWith("healthy\n");
      await("what was asked while the job was stopped is done")
          .atMost(Duration.ofMinutes(1))
          .until(() -> query(postgres, DELETED.formatted(user)).equals("case-17 true 0"));
      CommandRun intruder =
          submit(configuration("intruder", "events", kafka, postgres).toString(), cluster);
      assertThat(intruder.exitCode()).isEqualTo(1);
      assertThat(intruder.err()).startsWith("error: the job failed: ").contains("submitted");
      assertThat(intruder.err()).as("it ends for good").doesNotContain("again and again");
      CommandRun away =
          submit(configuration("submitted", "nothing", kafka, postgres).toString(), cluster);
      assertThat(away.exitCode()).isEqualTo(1);
      assertThat(away.err())
          .contains(kafka.bootstrapServers() + " have no topic nothing")
          .doesNotContain("\tat ");
      assertThat(CommandRun.of("stop", "--quiet", "--config", config).exitCode()).isZero();
    }
  }

  private static CommandRun submit(String config, LocalFlinkCluster cluster, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("submit", "--quiet", "--config", config));
    arguments.addAll(List.of("--cluster", cluster.restUrl().toString()));
    arguments.addAll(List.of("--jar", jobJar().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void missingClusterIsAFailureThatNamesIt() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("engagement.yaml"),
            "sinks: {kafka: {}}\nmetrics: {active-users: [{id: active}]}\n");
    CommandRun run =
        CommandRun.of(
            "submit",
            "--quiet",
            "--config",
            config.toString(),
            "--cluster",
            "http://127.0.0.1:1",
            "--jar",
            jobJar().toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no Flink cluster answers at http://127.0.0.1:1");
  }

  private static Path jobJar() throws IOException {
    try (var files = Files.list(Path.of("..", "jobs", "target"))) {
      return files.filter(path -> path.toString().endsWith("-job.jar")).findFirst().orElseThrow();
    }
  }

  private static void produce(LocalKafka kafka) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("control", 1, (short) 1))).all().get();
    }
    Traffic traffic =
        Traffic.spread(100, RECORDS, 1_767_571_200_000L, 86_400_000L, 3, Traffic.Defects.NONE);
    try (RecordSink topic = new KafkaRecordSink(kafka.bootstrapServers(), "events", 2)) {
      new TrafficGenerator(traffic, topic, done -> {}).run();
    }
  }

  private Path configuration(
      String deployment, String topic, LocalKafka kafka, LocalPostgres postgres)
      throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    return Files.writeString(
        folder.resolve(deployment + "-" + topic + ".yaml"),
        """
        deployment: %s
        source: {kafka: {brokers: "%s", topics: [%s]}}
        control: {kafka: {topic: control}}
        sinks: {postgres: {url: "%s", user: "%s", password: "${file:%s}"}}
        metrics: {active-users: [{id: active}], sessions: [{id: web}]}
        """
            .formatted(
                deployment,
                kafka.bootstrapServers(),
                topic,
                postgres.createDatabase("submitted"),
                postgres.user(),
                password));
  }

  private static String query(LocalPostgres postgres, String query) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", postgres.user());
    login.setProperty("password", postgres.password());
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("submitted"), login);
        Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery(query);
      result.next();
      return result.getString(1);
    }
  }
}
