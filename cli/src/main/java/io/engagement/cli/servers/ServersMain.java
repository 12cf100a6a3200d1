package io.engagement.cli.servers;

import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Holds a broker, PostgreSQL and a Flink cluster until it is asked to end; they end with it, even
 * when it is killed. Arguments: the folder of the servers, that of the cluster, and a file with the
 * options.
 */
public final class ServersMain {
  private static final String DATABASE = "engagement";
  private static final int PARTITIONS = 4;
  private static final String FLINK_PREFIX = "flink.";

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private ServersMain() {}

  /**
   * What to start.
   *
   * @param topics made with {@value #PARTITIONS} partitions unless they are there
   * @param settings of Flink
   */
  public record Options(
      int kafkaPort,
      int postgresPort,
      int webPort,
      int slots,
      List<String> topics,
      Map<String, String> settings) {

    /** Writes them where {@link ServersMain} reads them. */
    public Path write(Path file) throws IOException {
      Properties properties = new Properties();
      properties.setProperty("kafka-port", Integer.toString(kafkaPort));
      properties.setProperty("postgres-port", Integer.toString(postgresPort));
      properties.setProperty("web-port", Integer.toString(webPort));
      properties.setProperty("slots", Integer.toString(slots));
      properties.setProperty("topics", String.join(",", topics));
      settings.forEach((key, value) -> properties.setProperty(FLINK_PREFIX + key, value));
      try (var writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      return file;
    }

    static Options read(Path file) throws IOException {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      return new Options(
          Integer.parseInt(properties.getProperty("kafka-port")),
          Integer.parseInt(properties.getProperty("postgres-port")),
          Integer.parseInt(properties.getProperty("web-port")),
          Integer.parseInt(properties.getProperty("slots")),
          List.of(properties.getProperty("topics").split(",", -1)),
          properties.stringPropertyNames().stream()
              .filter(name -> name.startsWith(FLINK_PREFIX))
              .collect(
                  Collectors.toMap(
                      name -> name.substring(FLINK_PREFIX.length()), properties::getProperty)));
    }
  }

  /** Starts the servers and waits for the signal to end. */
  public static void main(String[] args) throws Exception {
    ServersFolder folder = new ServersFolder(Path.of(args[0]));
    ServersMain servers = new ServersMain();
    Runtime.getRuntime().addShutdownHook(new Thread(servers::stop, "stop-servers"));
    try {
      servers.start(folder, Path.of(args[1]), Options.read(Path.of(args[2])), System.out::println);
    } catch (Exception e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }

  private void start(ServersFolder folder, Path cluster, Options options, Consumer<String> say)
      throws Exception {
    CompletableFuture<LocalPostgres> postgresStart =
        CompletableFuture.supplyAsync(
            () ->
                keep(
                    LocalPostgres.builder()
                        .directory(folder.postgres())
                        .port(options.postgresPort())
                        .progress(say)
                        .start()));
    LocalKafka kafka =
        keep(
            LocalKafka.process()
                .directory(folder.kafka())
                .port(options.kafkaPort())
                .progress(say)
                .start());
    for (String topic : options.topics()) {
      createTopic(kafka.bootstrapServers(), topic);
    }
    LocalPostgres postgres = postgresStart.join();
    String jdbcUrl = postgres.createDatabase(DATABASE);
    LocalFlinkCluster flink =
        keep(
            LocalFlinkCluster.builder()
                .directory(cluster)
                .restPort(options.webPort())
                .slotsPerTaskManager(options.slots())
                .settings(options.settings())
                .progress(say)
                .start());
    folder.write(
        new ServersFolder.Addresses(
            kafka.bootstrapServers(), jdbcUrl, postgres.user(), flink.restUrl()));
  }

  private synchronized <T extends AutoCloseable> T keep(T server) {
    started.push(server);
    return server;
  }

  private synchronized void stop() {
    for (AutoCloseable server : started) {
      try {
        server.close();
      } catch (Exception e) {
        System.out.println("stopping failed: " + e);
      }
    }
  }

  private static void createTopic(String brokers, String name)
      throws IOException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      NewTopic topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException("cannot create the topic " + name, e.getCause());
      }
    }
  }
}
