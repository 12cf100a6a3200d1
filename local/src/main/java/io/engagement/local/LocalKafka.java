package io.engagement.local;

import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;
import io.engagement.local.process.ServerClassPath;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker (KRaft) in a JVM of its own, on loopback. It never shares a class path with its
 * clients. It ends with the JVM that started it, even when that one is killed.
 */
public final class LocalKafka implements AutoCloseable {
  private static final String MAIN = "io.engagement.local.broker.BrokerMain";

  private final Builder options;
  private final ServerFiles files;
  private int port;
  private JavaProcess broker;

  private LocalKafka(Builder options, ServerFiles files) {
    this.options = options;
    this.files = files;
    this.broker = LoopbackPort.serve(options.port, this::startOn);
  }

  /** A broker in a process of its own; every option has a default that suits a test. */
  public static Builder process() {
    return new Builder();
  }

  public String bootstrapServers() {
    return LoopbackPort.HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /** The process id of the broker; another one after {@link #restart()}. */
  public long pid() {
    return broker.pid();
  }

  public boolean alive() {
    return broker.alive();
  }

  /** What the broker printed. */
  public Path log() {
    return broker.log();
  }

  /** Ends the broker at once, as {@code kill -9} does; {@link #restart()} brings it back. */
  public void kill() {
    broker.kill();
  }

  /** Stops the broker in order; {@link #restart()} brings it back. */
  public void stop() {
    broker.close();
  }

  /** Starts the broker again on the same data and port, stopping it first if it runs. */
  public void restart() {
    broker.close();
    broker = start();
  }

  /** Stops the broker and deletes its data if it lies in a temporary folder. */
  @Override
  public synchronized void close() {
    broker.close();
    files.release();
  }

  private JavaProcess startOn(int chosen) {
    port = chosen;
    return start();
  }

  private JavaProcess start() {
    options.progress.accept("Kafka: starting on " + bootstrapServers());
    long startNanos = System.nanoTime();
    JavaProcess process =
        JavaProcess.launch("The Kafka broker", MAIN)
            .classPath(classPath())
            .jvmFlags(options.jvmFlags())
            .arguments(List.of(writeProperties().toString()))
            .start(files.root().resolve("broker.log"));
    try {
      process.awaitReady(() -> KafkaProbe.serves(LoopbackPort.HOST, port), options.startupTimeout);
    } catch (LocalServerException e) {
      process.kill();
      throw e;
    }
    long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    options.progress.accept(
        "Kafka: ready on " + bootstrapServers() + " after " + millis + " ms, pid " + process.pid());
    return process;
  }

  private static List<Path> classPath() {
    List<Path> entries = new ArrayList<>();
    entries.add(ServerClassPath.target("broker").resolve("classes"));
    entries.addAll(ServerClassPath.of("broker"));
    return entries;
  }

  private Path writeProperties() {
    Path file = files.root().resolve("server.properties");
    Properties properties = new Properties();
    properties.putAll(listeners(port, LoopbackPort.free()));
    properties.putAll(SINGLE_BROKER);
    properties.setProperty("log.dirs", files.root().resolve("data").toString());
    properties.putAll(options.properties);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, "Written at every start");
    } catch (IOException e) {
      throw new LocalServerException("Cannot write " + file, e);
    }
    return file;
  }

  private static Map<String, String> listeners(int port, int controllerPort) {
    String broker = "PLAINTEXT://" + LoopbackPort.HOST + ":" + port;
    String controller = LoopbackPort.HOST + ":" + controllerPort;
    return Map.of(
        "process.roles", "broker,controller",
        "node.id", "1",
        "controller.quorum.voters", "1@" + controller,
        "controller.listener.names", "CONTROLLER",
        "inter.broker.listener.name", "PLAINTEXT",
        "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "listeners", broker + ",CONTROLLER://" + controller,
        "advertised.listeners", broker);
  }

  private static final Map<String, String> SINGLE_BROKER =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          // Longer than any transaction timeout a sink asks for.
          Map.entry("transaction.max.timeout.ms", Long.toString(Duration.ofHours(6).toMillis())),
          // Generated events lie in the past; retention by their time would delete them at once.
          Map.entry("log.retention.ms", "-1"),
          // After kill -9 a broker may register again only when its old session has ended; a busy
          // machine lets it wait for seconds, and then it must not lose its partitions.
          Map.entry("broker.session.timeout.ms", "6000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          // The default takes 128 MB of heap for compaction.
          Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"));

  /** Where the broker keeps its data, how large it is, and anything else of its properties. */
  public static final class Builder {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private @Nullable Path directory;
    private int port;
    private int heapMegabytes = 384;
    private Duration startupTimeout = Duration.ofSeconds(90);
    private Consumer<String> progress = line -> {};

    private Builder() {}

    /** Where data, properties and log go and stay; without it, a temporary folder. */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /** The port for clients; 0, the default, takes a free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder heapMegabytes(int value) {
      heapMegabytes = value;
      return this;
    }

    /** A property of the broker, over the ones chosen here. */
    public Builder property(String key, String value) {
      properties.put(key, value);
      return this;
    }

    /** A flag for the broker's JVM; {@code -XX:TieredStopAtLevel=1} suits a short life. */
    public Builder jvmFlag(String value) {
      jvmFlags.add(value);
      return this;
    }

    public Builder startupTimeout(Duration value) {
      startupTimeout = value;
      return this;
    }

    /** Receives a line when something begins or is done. */
    public Builder progress(Consumer<String> listener) {
      progress = listener;
      return this;
    }

    /**
     * Starts the broker and returns when it serves clients.
     *
     * @throws LocalServerException with the end of the broker's log when it does not come up
     */
    public LocalKafka start() {
      ServerFiles files = ServerFiles.in(directory, "kafka");
      try {
        LocalKafka kafka = new LocalKafka(this, files);
        files.closeAtExit(kafka::close);
        return kafka;
      } catch (LocalServerException e) {
        files.release();
        throw e;
      }
    }

    private List<String> jvmFlags() {
      List<String> all = new ArrayList<>();
      all.add("-Xms" + heapMegabytes + "m");
      all.add("-Xmx" + heapMegabytes + "m");
      all.add("-XX:+UseSerialGC");
      all.add("-XX:+ExitOnOutOfMemoryError");
      all.add("-Djava.net.preferIPv4Stack=true");
      all.addAll(jvmFlags);
      return all;
    }
  }
}
