package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.cli.servers.ServersFolder;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers to try a configuration against, with what they print put into one. */
class UpITCase {
  private static final String HOME = "engage.home";

  @TempDir static Path folder;

  private static Path servers;
  private static CommandRun up;
  private static ServersFolder.Addresses addresses;

  @BeforeAll
  static void startServers() throws Exception {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
    servers = folder.resolve("servers");
    up = up();
    assertThat(up.err()).isEmpty();
    assertThat(up.exitCode()).isZero();
    addresses = new ServersFolder(servers).addresses().orElseThrow();
    Traffic traffic =
        Traffic.spread(20, 300, 1_767_571_200_000L, 86_400_000L, 3, Traffic.Defects.NONE);
    try (RecordSink topic = new KafkaRecordSink(addresses.brokers(), "events", 4)) {
      new TrafficGenerator(traffic, topic, done -> {}).run();
    }
  }

  @AfterAll
  static void downLeavesNothing() throws Exception {
    List<ProcessHandle> all = new ArrayList<>();
    new ServersFolder(servers)
        .holder()
        .ifPresent(
            holder -> {
              all.add(holder);
              holder.descendants().forEach(all::add);
            });
    CommandRun down = CommandRun.of("down", "--clean", "--dir", servers.toString());
    System.clearProperty(HOME);
    assertThat(down.out()).startsWith("stopped\nremoved ");
    assertThat(servers).doesNotExist();
    for (ProcessHandle process : all) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void startedTwiceTheyAreTheSame() {
    assertThat(up().out()).isEqualTo(up.out());
  }

  @Test
  void aJobWithWhatUpPrintsIsHealthy() throws Exception {
    String config = configuration("submitted");
    String cluster = addresses.webUi().toString();
    assertThat(up.out())
        .contains("bin/engage submit --config engagement.yaml --cluster " + cluster);
    CommandRun submitted = CommandRun.of("submit", "-q", "-c", config, "--cluster", cluster);
    assertThat(submitted.err()).isEmpty();
    assertThat(CommandRun.of("status", "-c", config).out()).endsWith("healthy\n");
  }

  @Test
  void aLocalRunIsStoppedWithASavepointThatTheNextOneGoesOnFrom() throws Exception {
    String config = configuration("local");
    CompletableFuture<CommandRun> first = run(config);
    awaitHealthy(config);
    CommandRun stopped = CommandRun.of("stop", "--savepoint", "-q", "-c", config);
    assertThat(stopped.err()).isEmpty();
    assertThat(first.get(1, TimeUnit.MINUTES).exitCode()).isZero();
    assertThat(CommandRun.of("status", "-c", config).exitCode()).isEqualTo(1);

    CompletableFuture<CommandRun> second = run(config);
    awaitHealthy(config);
    assertThat(CommandRun.of("stop", "-q", "-c", config).exitCode()).isZero();
    assertThat(second.get(1, TimeUnit.MINUTES).err()).isEmpty();
  }

  private static CompletableFuture<CommandRun> run(String config) {
    return CompletableFuture.supplyAsync(
        () ->
            CommandRun.of(
                "run", "-q", "-c", config, "-p", "2", "-Dexecution.checkpointing.interval=1 s"));
  }

  private static void awaitHealthy(String config) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              CommandRun status = CommandRun.of("status", "-c", config);
              return status.exitCode() == 0 && status.out().contains("read 300 =");
            });
  }

  /** What {@code up} prints as a configuration, with tables of its own. */
  private static String configuration(String deployment) throws Exception {
    String printed =
        up.out()
            .lines()
            .filter(line -> line.startsWith("  source:") || line.startsWith("  sinks:"))
            .map(String::strip)
            .collect(Collectors.joining("\n"))
            .replace("password:", "schema: %s, password:".formatted(deployment));
    return Files.writeString(
            folder.resolve(deployment + ".yaml"),
            "deployment: %s\n%s\nmetrics: {active-users: [{id: active}]}\n"
                .formatted(deployment, printed))
        .toString();
  }

  private static CommandRun up() {
    return CommandRun.of(
        "up",
        "-q",
        "--dir",
        servers.toString(),
        "--kafka-port",
        "0",
        "--postgres-port",
        "0",
        "--port",
        "0");
  }
}
