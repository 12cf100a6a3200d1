package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.cli.servers.ServersFolder;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers to try a configuration against, with what they print put into one. */
class UpITCase {
  private static final String HOME = "engage.home";

  @TempDir Path folder;

  private Path servers;

  @BeforeEach
  void nameFolders() {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
    servers = folder.resolve("servers");
  }

  @AfterEach
  void stopServers() {
    CommandRun.of("down", "--dir", servers.toString());
    System.clearProperty(HOME);
  }

  @Test
  void whatUpPrintsRunsAJobAndDownLeavesNothing() throws Exception {
    CommandRun up = up();
    assertThat(up.err()).isEmpty();
    assertThat(up.exitCode()).isZero();
    ProcessHandle holder = new ServersFolder(servers).holder().orElseThrow();
    List<ProcessHandle> all = holder.descendants().collect(Collectors.toList());
    all.add(holder);

    assertThat(up().out()).as("a second time").isEqualTo(up.out());

    String yaml =
        up.out()
            .lines()
            .filter(line -> line.startsWith("  source:") || line.startsWith("  sinks:"))
            .map(String::strip)
            .collect(Collectors.joining("\n", "", "\nmetrics: {active-users: [{id: active}]}\n"));
    Path config = Files.writeString(folder.resolve("engagement.yaml"), yaml);
    EngagementConfig read = EngagementConfigReader.read(config).config();
    Traffic traffic =
        Traffic.spread(20, 300, 1_767_571_200_000L, 86_400_000L, 3, Traffic.Defects.NONE);
    try (RecordSink topic = new KafkaRecordSink(read.source().kafka().brokers(), "events", 4)) {
      new TrafficGenerator(traffic, topic, done -> {}).run();
    }
    String submit = up.out().lines().filter(line -> line.contains(" submit ")).findFirst().get();
    String cluster = submit.substring(submit.lastIndexOf(' ') + 1);
    CommandRun submitted =
        CommandRun.of("submit", "-q", "-c", config.toString(), "--cluster", cluster);
    assertThat(submitted.err()).isEmpty();
    assertThat(CommandRun.of("status", "-c", config.toString()).out()).endsWith("healthy\n");

    CommandRun down = CommandRun.of("down", "--clean", "--dir", servers.toString());
    assertThat(down.out()).startsWith("stopped\nremoved ");
    assertThat(servers).doesNotExist();
    for (ProcessHandle process : all) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  private CommandRun up() {
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
