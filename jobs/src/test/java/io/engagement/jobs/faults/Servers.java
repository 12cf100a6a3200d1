package io.engagement.jobs.faults;

import io.engagement.jobs.env.FlinkSettings;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Broker, database and cluster of a drill, each in processes of its own. */
final class Servers implements AutoCloseable {
  static final String INPUT = "events";
  static final String TOPIC_PREFIX = "engagement.";
  static final String SCHEMA = "engagement";

  private static final String DATABASE = "engagement";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final LocalKafka kafka;
  private final LocalPostgres postgres;
  private final LocalFlinkCluster cluster;

  private Servers(
      Path folder, LocalKafka kafka, LocalPostgres postgres, LocalFlinkCluster cluster) {
    this.folder = folder;
    this.kafka = kafka;
    this.postgres = postgres;
    this.cluster = cluster;
  }

  /** Starts all of them at once. Each TaskManager has one slot, so every one is needed. */
  static Servers start(Path folder, int taskManagers, Duration checkpointInterval) {
    CompletableFuture<LocalKafka> kafka =
        CompletableFuture.supplyAsync(
            () ->
                LocalKafka.process()
                    .directory(folder.resolve("kafka"))
                    .startupTimeout(PATIENCE)
                    .start());
    CompletableFuture<LocalPostgres> postgres =
        CompletableFuture.supplyAsync(
            () ->
                LocalPostgres.builder()
                    .durability(LocalPostgres.Durability.NO_FSYNC)
                    .startupTimeout(PATIENCE)
                    .start());
    CompletableFuture<LocalFlinkCluster> cluster =
        CompletableFuture.supplyAsync(
            () ->
                LocalFlinkCluster.builder()
                    .directory(folder.resolve("flink"))
                    .taskManagers(taskManagers)
                    .slotsPerTaskManager(1)
                    .settings(flinkSettings(checkpointInterval))
                    .startupTimeout(PATIENCE)
                    .start());
    try {
      postgres.join().createDatabase(DATABASE);
      return new Servers(folder, kafka.join(), postgres.join(), cluster.join());
    } catch (RuntimeException e) {
      Stream.of(kafka, postgres, cluster)
          .forEach(server -> server.thenAccept(Servers::closeQuietly));
      throw e;
    }
  }

  private static void closeQuietly(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop a server", e);
    }
  }

  /** What is shipped about checkpoints, state and the job, with short times. */
  private static Map<String, String> flinkSettings(Duration checkpointInterval) {
    Map<String, String> settings = new LinkedHashMap<>();
    FlinkSettings.load(Path.of("..", "conf"), Map.of())
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith("execution.")
                  || key.startsWith("state.")
                  || key.startsWith("pipeline.")) {
                settings.put(key, value);
              }
            });
    settings.put("execution.checkpointing.interval", checkpointInterval.toMillis() + " ms");
    settings.put("execution.checkpointing.min-pause", "200 ms");
    // A kill at the wrong moment leaves Flink with a checkpoint that never completes.
    settings.put("execution.checkpointing.timeout", "2 min");
    settings.put("restart-strategy.type", "fixed-delay");
    settings.put("restart-strategy.fixed-delay.attempts", "1000");
    settings.put("restart-strategy.fixed-delay.delay", "500 ms");
    settings.put("pekko.startup-timeout", "2 min");
    settings.put("heartbeat.interval", "1 s");
    settings.put("heartbeat.timeout", "15 s");
    return settings;
  }

  Path folder() {
    return folder;
  }

  LocalKafka kafka() {
    return kafka;
  }

  LocalPostgres postgres() {
    return postgres;
  }

  LocalFlinkCluster cluster() {
    return cluster;
  }

  /** A connection that looks into the sink's schema. */
  Connection connect() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl(DATABASE), postgres.user(), postgres.password());
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + SCHEMA);
    }
    return connection;
  }

  /**
   * Writes the configuration of the job; its file.
   *
   * @param metrics the part of it that says what is computed
   */
  Path configuration(String metrics) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    String text =
        """
        deployment: faults
        source:
          kafka: {brokers: "%s", topics: [%s]}
        sinks:
          postgres: {url: "%s", user: "%s", password: "${file:%s}", schema: %s}
          kafka: {brokers: "%s", topic-prefix: "%s"}
        """
            .formatted(
                kafka.bootstrapServers(),
                INPUT,
                postgres.jdbcUrl(DATABASE),
                postgres.user(),
                password,
                SCHEMA,
                kafka.bootstrapServers(),
                TOPIC_PREFIX);
    return Files.writeString(folder.resolve("engagement.yaml"), text + metrics);
  }

  /** The jar that a cluster is given. */
  static Path jobJar() throws IOException {
    String given = System.getProperty("faults.jar");
    if (given != null) {
      return Path.of(given);
    }
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-job.jar"))
          .findFirst()
          .map(Path::toAbsolutePath)
          .orElseThrow(() -> new IllegalStateException("there is no job jar: run mvn package"));
    }
  }

  @Override
  public void close() {
    Stream.of(cluster, kafka, postgres).forEach(Servers::closeQuietly);
  }
}
