package io.engagement.cli.servers;

import io.engagement.local.flink.ClusterProcess;
import io.engagement.local.flink.ClusterRecord;
import io.engagement.local.process.ProcessEnd;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Where the servers keep their data, and what tells another program of them. */
public final class ServersFolder {
  private static final String ADDRESSES = "addresses.properties";
  private static final Duration ORDERLY_STOP = Duration.ofSeconds(90);

  private final Path root;

  /**
   * @param root made when missing
   */
  public ServersFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /** What the servers print. */
  public Path log() {
    return root.resolve("servers.log");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  /** Where PostgreSQL's password lies. */
  public Path password() {
    return postgres().resolve("password");
  }

  /**
   * Where the servers answer.
   *
   * @param webUi of Flink
   */
  public record Addresses(String brokers, String jdbcUrl, String user, URI webUi) {}

  void write(Addresses addresses) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("kafka", addresses.brokers());
    properties.setProperty("postgres", addresses.jdbcUrl());
    properties.setProperty("postgres.user", addresses.user());
    properties.setProperty("flink", addresses.webUi().toString());
    Path fresh = root.resolve(ADDRESSES + ".tmp");
    try (Writer writer = Files.newBufferedWriter(fresh)) {
      properties.store(writer, null);
    }
    Files.move(fresh, root.resolve(ADDRESSES), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The addresses once all servers are ready. */
  public Optional<Addresses> addresses() throws IOException {
    Path file = root.resolve(ADDRESSES);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        new Addresses(
            properties.getProperty("kafka", ""),
            properties.getProperty("postgres", ""),
            properties.getProperty("postgres.user", ""),
            URI.create(properties.getProperty("flink", ""))));
  }

  /** Notes the process that holds the servers, before it has started them. */
  public void started(ProcessHandle holder, URI webUi) throws IOException {
    Files.deleteIfExists(root.resolve(ADDRESSES));
    new ClusterRecord(webUi, List.of(ClusterProcess.of("servers", holder))).write(root);
  }

  /** The process that holds the servers, while it runs. */
  public Optional<ProcessHandle> holder() {
    return ClusterRecord.read(root).flatMap(record -> record.processes().get(0).handle());
  }

  /**
   * Ends the servers in order.
   *
   * @return whether there were any
   */
  public boolean stop() throws IOException {
    Optional<ProcessHandle> running = holder();
    if (running.isPresent()) {
      running.get().destroy();
      ProcessEnd.await(List.of(running.get()), ORDERLY_STOP);
    }
    ClusterRecord.delete(root);
    return running.isPresent();
  }

  /** Removes the data of stopped servers; nothing where no servers ever were. */
  public boolean clean() throws IOException {
    if (!Files.exists(root.resolve(ADDRESSES))) {
      return false;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    return true;
  }
}
