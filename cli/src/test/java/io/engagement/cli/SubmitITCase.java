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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar on a cluster of processes of its own, with nothing of this build on its class path.
 */
class SubmitITCase {
  private static final int RECORDS = 1500;

  @TempDir Path folder;

  @Test
  void clusterRunsTheJarAndPublishes() throws Exception {
    try (LocalKafka kafka = LocalKafka.process().directory(folder.resolve("kafka")).start();
        LocalPostgres postgres = LocalPostgres.builder().start();
        LocalFlinkCluster cluster =
            LocalFlinkCluster.builder()
                .directory(folder.resolve("flink"))
                .setting("execution.checkpointing.interval", "1 s")
                .start()) {
      produce(kafka);
      Path config = configuration(kafka, postgres);
      CommandRun refused =
          CommandRun.of(
              "submit",
              "--quiet",
              "--config",
              config.toString(),
              "--cluster",
              cluster.restUrl().toString(),
              "--jar",
              "no.jar");
      assertThat(refused.exitCode()).isEqualTo(2);

      CommandRun submitted =
          CommandRun.of(
              "submit",
              "--quiet",
              "--config",
              config.toString(),
              "--cluster",
              cluster.restUrl().toString(),
              "--jar",
              jobJar().toString());

      assertThat(submitted.err()).isEmpty();
      assertThat(submitted.exitCode()).isZero();
      String job = submitted.out().strip();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> published(postgres) == RECORDS);
      assertThat(cluster.rest().jobState(job)).isEqualTo(Optional.of("RUNNING"));
    }
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

  private static void produce(LocalKafka kafka) throws IOException {
    Traffic traffic =
        Traffic.spread(100, RECORDS, 1_767_571_200_000L, 86_400_000L, 3, Traffic.Defects.NONE);
    try (RecordSink topic = new KafkaRecordSink(kafka.bootstrapServers(), "events", 2)) {
      new TrafficGenerator(traffic, topic, done -> {}).run();
    }
  }

  private Path configuration(LocalKafka kafka, LocalPostgres postgres) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    return Files.writeString(
        folder.resolve("engagement.yaml"),
        """
        deployment: submitted
        source: {kafka: {brokers: "%s", topics: [events]}}
        sinks: {postgres: {url: "%s", user: "%s", password: "${file:%s}"}}
        metrics: {active-users: [{id: active}], sessions: [{id: web}]}
        """
            .formatted(
                kafka.bootstrapServers(),
                postgres.createDatabase("submitted"),
                postgres.user(),
                password));
  }

  private static long published(LocalPostgres postgres) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", postgres.user());
    login.setProperty("password", postgres.password());
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("submitted"), login);
        Statement statement = connection.createStatement()) {
      ResultSet result =
          statement.executeQuery("SELECT coalesce(sum(read), 0) FROM engagement.input_accounting");
      result.next();
      return result.getLong(1);
    }
  }
}
