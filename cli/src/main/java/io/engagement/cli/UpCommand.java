package io.engagement.cli;

import io.engagement.cli.servers.ServersFolder;
import io.engagement.cli.servers.ServersMain;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage up}: servers to try one's own configuration against. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a broker, PostgreSQL and Flink to try a configuration against.",
      "All on loopback. They live on until 'engage down'; their data stays.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  engage up",
      "  engage generate --realtime --brokers 127.0.0.1:9092",
      "  engage submit --config engagement.yaml",
      "  engage status --config engagement.yaml",
      "  engage down"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UpCommand implements Callable<Integer> {
  private static final Duration STARTUP = Duration.ofMinutes(5);

  @Spec CommandSpec spec;

  @Mixin ServersOption servers;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "0 for any free one. Default: ${DEFAULT-VALUE}.")
  int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "0 for any free one. Default: ${DEFAULT-VALUE}.")
  int postgresPort;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Of Flink's web UI and REST; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  int webPort;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of the TaskManager. Default: ${DEFAULT-VALUE}.")
  int slots;

  @Option(
      names = "--topics",
      paramLabel = "TOPIC",
      split = ",",
      defaultValue = "events",
      description = "To create. Default: ${DEFAULT-VALUE}.")
  List<String> topics;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A Flink setting that wins over conf/config.yaml; may be repeated.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    ServersFolder folder = servers.folder();
    if (folder.holder().isPresent() && folder.addresses().isPresent()) {
      console.say("the servers are up already");
    } else {
      start(folder);
    }
    describe(folder, folder.addresses().orElseThrow());
    return Engage.DONE;
  }

  private void start(ServersFolder folder) throws Exception {
    Path cluster = servers.cluster();
    if (LocalFlinkCluster.find(cluster).isPresent()) {
      throw new CommandFailedException(
          "a Flink cluster runs already in %s%nhint: stop it with 'engage cluster down'"
              .formatted(cluster));
    }
    Ports.requireFree(kafkaPort, "--kafka-port");
    Ports.requireFree(postgresPort, "--postgres-port");
    Ports.requireFree(webPort, "--port");
    console.say("starting a broker, PostgreSQL and Flink; log: " + folder.log());
    Files.createDirectories(folder.root());
    Files.deleteIfExists(folder.log());
    Path options =
        new ServersMain.Options(
                kafkaPort, postgresPort, webPort, slots, topics, ClusterCommand.settings(overrides))
            .write(folder.root().resolve("options.properties"));
    JavaProcess process =
        JavaProcess.launch("The process that holds the servers", ServersMain.class.getName())
            .classPath(classPath())
            .jvmFlags(
                List.of(
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-Dlog4j2.configurationFile=" + Home.conf().resolve("log4j2.properties"),
                    "-Dengage.home=" + Home.folder()))
            .arguments(List.of(folder.root().toString(), cluster.toString(), options.toString()))
            .lifetime(JavaProcess.Lifetime.DETACHED)
            .start(folder.log());
    folder.started(process.handle(), URI.create("http://127.0.0.1:" + webPort));
    try {
      process.awaitReady(() -> isReady(folder), STARTUP);
    } catch (RuntimeException e) {
      folder.stop();
      throw e;
    }
  }

  private static boolean isReady(ServersFolder folder) {
    try {
      return folder.addresses().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .toList();
  }

  private void describe(ServersFolder folder, ServersFolder.Addresses at) {
    List<String> lines = new ArrayList<>();
    lines.add("Kafka       " + at.brokers() + ", topics " + String.join(", ", topics));
    lines.add("PostgreSQL  " + at.jdbcUrl() + ", user " + at.user());
    lines.add("Flink       " + at.webUi());
    lines.add("Files       " + folder.root());
    lines.add("");
    lines.add("In your engagement.yaml:");
    lines.add(
        "  source: {kafka: {brokers: \"%s\", topics: [%s]}}"
            .formatted(at.brokers(), String.join(", ", topics)));
    lines.add(
        "  sinks: {postgres: {url: \"%s\", user: %s, password: \"${file:%s}\"}}"
            .formatted(at.jdbcUrl(), at.user(), folder.password()));
    lines.add("Then:");
    lines.add("  bin/engage submit --config engagement.yaml --cluster " + at.webUi());
    lines.add(
        "  bin/engage send --config engagement.yaml FILE   # events, unless they come by themselves");
    lines.add("  bin/engage status --config engagement.yaml");
    lines.add("  bin/engage dashboard --config engagement.yaml");
    lines.add("  bin/engage down" + servers.given());
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  /** {@code --dir} of {@code up} and {@code down}. */
  static final class ServersOption {
    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = {
          "Where the servers keep their data.",
          "Default: .engage/up of the installation."
        })
    private @Nullable Path dir;

    ServersFolder folder() {
      return new ServersFolder(dir == null ? Home.work().resolve("up") : dir);
    }

    /** The cluster is where {@code engage cluster} and {@code engage sql} look for it. */
    Path cluster() throws IOException {
      return dir == null ? Home.workFolder("cluster") : dir.toAbsolutePath().resolve("cluster");
    }

    String given() {
      return dir == null ? "" : " --dir " + dir;
    }
  }
}
