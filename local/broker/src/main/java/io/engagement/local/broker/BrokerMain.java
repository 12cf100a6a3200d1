package io.engagement.local.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One KRaft broker that is its own controller. Formats the log folder on its first start in the
 * same JVM, which saves the start of another one.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /** Argument: the file with the server's properties. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    formatWhenNew(file, Path.of(properties.getProperty("log.dirs")));
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    server.awaitShutdown();
  }

  private static void formatWhenNew(Path file, Path logs) {
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    String[] format = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    if (StorageTool.execute(format, System.out) != 0) {
      throw new IllegalStateException("Kafka could not format " + logs);
    }
  }
}
