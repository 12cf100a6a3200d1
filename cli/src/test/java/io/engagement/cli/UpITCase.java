package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.cli.servers.ServersFolder;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers to try a configuration against, with what they print put into one. */
class UpITCase {
  private static final String HOME = "engage.home";

  /** Checkpoints of an earlier run of this test are of other servers. */
  private static final String RUN = "_" + Long.toString(System.currentTimeMillis(), 36);

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

  /**
   * Records that a configuration cannot read are shown, and sent once more to one that can: twice,
   * and counted once.
   */
  @Test
  void whatWasRejectedIsListedAndSentOnceMore() throws Exception {
    send("odd");
    String strict = odd("strict", "properties.title");
    Path records = folder.resolve("odd.jsonl.gz");
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(records))) {
      String lines =
          String.join(
              "\n",
              view("u1", "m1", "fine"),
              view("u2", "m2", "\\u0000"),
              "",
              "{\"password\": \"hunter2\", \u001b[2J");
      file.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    CommandRun sent = CommandRun.of("send", "-q", "-c", strict, records.toString());
    assertThat(sent.err()).isEmpty();
    assertThat(sent.out()).isEqualTo("sent 3 records to odd at " + addresses.brokers() + "\n");
    CommandRun nowhere =
        CommandRun.of("send", "-c", strict, "--topic", "nowhere", records.toString());
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.err()).contains("have no topic nowhere");
    CompletableFuture<CommandRun> run = run(strict);
    awaitLine(strict, "accounting   read 3 = accepted 1 + duplicate 0 + late 0 + rejected 2");
    CommandRun doctor = CommandRun.of("doctor", "-c", strict);
    assertThat(doctor.out())
        .contains("ok     job")
        .contains("ok     postgres")
        .contains("ok     kafka")
        .contains("records: 3, partitions: 1, the newest from ")
        .contains("NUL_CHARACTER: 1 (remove");
    assertThat(CommandRun.of("stop", "-q", "-c", strict).exitCode()).isZero();
    run.get(1, TimeUnit.MINUTES);

    CommandRun listed = CommandRun.of("rejected", "list", "-c", strict);
    assertThat(listed.err()).isEmpty();
    assertThat(listed.out())
        .containsSubsequence(
            " odd/0/2 MALFORMED_JSON: ",
            "    {\"password\": \"***\", \uFFFD[2J\n",
            " odd/0/1 NUL_CHARACTER: ",
            "\"messageId\":\"m2\"",
            "2 of 2 that match\n")
        .doesNotContain("hunter2");
    String topics = withoutPostgres(strict);
    assertThat(CommandRun.of("rejected", "list", "-c", topics).out()).isEqualTo(listed.out());
    assertThat(CommandRun.of("rejected", "list", "-c", topics, "--until", "1d").out())
        .isEqualTo("0 of 0 that match\n");
    assertThat(
            CommandRun.of("rejected", "list", "-c", strict, "--since", "1h", "--limit", "1").out())
        .contains("MALFORMED_JSON")
        .endsWith("1 of 2 that match\n");
    assertThat(CommandRun.of("rejected", "list", "-c", strict, "--late").out())
        .isEqualTo("0 of 0 that match\n");

    CommandRun dry = replay(topics);
    assertThat(dry.out())
        .containsPattern("NUL_CHARACTER +1\n")
        .endsWith("1 records can be sent; nothing was: --yes sends them\n");
    assertThat(ends("odd")).isEqualTo(3);
    assertThat(replay(topics, "--yes").out()).endsWith("sent 1 records\n");
    assertThat(replay(strict, "--yes").out()).endsWith("sent 1 records\n");

    String lenient = odd("lenient", "context.device.type");
    run = run(lenient);
    awaitLine(lenient, "accounting   read 5 = accepted 2 + duplicate 2 + late 0 + rejected 1");
    assertThat(CommandRun.of("status", "-c", withoutPostgres(lenient)).out())
        .contains("accounting   read 5 = accepted 2 + duplicate 2 + late 0 + rejected 1");
    assertThat(CommandRun.of("stop", "-q", "-c", lenient).exitCode()).isZero();
    run.get(1, TimeUnit.MINUTES);
    assertThat(CommandRun.of("doctor", "-c", lenient).exitCode()).isEqualTo(1);
  }

  @Test
  void theDoctorSaysWhereItEnds() throws Exception {
    Path config = folder.resolve("sick.yaml");
    Files.writeString(
        config,
        """
        deployment: sick
        source: {kafka: {brokers: "%s", topics: [missing]}}
        sinks: {postgres: {url: "jdbc:postgresql://127.0.0.1:1/engagement"}}
        metrics: {active-users: [{id: active}]}
        """
            .formatted(addresses.brokers()));
    CommandRun run =
        CommandRun.of("doctor", "-c", config.toString(), "--cluster", "http://127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("ok     configuration")
        .containsSubsequence("WRONG  brokers", "have no topic missing")
        .containsSubsequence(
            "WRONG  job",
            "no Flink cluster answers at http://127.0.0.1:1",
            "hint         engage run")
        .containsSubsequence("WRONG  postgres", "127.0.0.1:1", "is the server running")
        .endsWith("things are wrong\n");

    send("empty");
    Files.writeString(config, Files.readString(config).replace("missing", "empty"));
    assertThat(
            CommandRun.of("doctor", "-c", config.toString(), "--cluster", "http://127.0.0.1:1")
                .out())
        .containsSubsequence("ok     brokers", "WRONG  records", "the topic empty is empty");

    List<String> records = new ArrayList<>(Collections.nCopies(60, "tried out"));
    for (int user = 1; user <= 4; user++) {
      records.add(view("u" + user, "m" + user, "fine"));
    }
    send("mended", records.toArray(String[]::new));
    Files.writeString(config, Files.readString(config).replace("empty", "mended"));
    assertThat(
            CommandRun.of("doctor", "-c", config.toString(), "--cluster", "http://127.0.0.1:1")
                .out())
        .as("what was wrong at first is no reason for no numbers now")
        .containsSubsequence("ok     events", "first        tried: 50: rejected 50", "last ");
  }

  private static CommandRun replay(String config, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("rejected", "replay", "-q", "-c", config, "--reason", "NUL_CHARACTER"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String view(String user, String id, String title) {
    return """
        {"type":"page","userId":"%s","messageId":"%s","timestamp":"2026-01-05T10:00:00Z",\
        "properties":{"title":"%s"}}"""
        .formatted(user, id, title);
  }

  /** Both sinks, and a breakdown by a path, which makes records with it in them be read. */
  private static String odd(String deployment, String path) throws Exception {
    String config = configuration(deployment);
    String text =
        Files.readString(Path.of(config))
            .replace("topics: [events]", "topics: [odd]")
            .replace(
                "sinks: {",
                "sinks: {kafka: {brokers: \"%s\", topic-prefix: \"%s.\"}, "
                    .formatted(addresses.brokers(), deployment))
            .replace("{id: active}", "{id: active, breakdowns: [odd]}");
    Files.writeString(Path.of(config), text + "breakdowns: {odd: %s}\n".formatted(path));
    return config;
  }

  private static String withoutPostgres(String config) throws Exception {
    String text = Files.readString(Path.of(config)).replaceAll(", postgres: \\{.*}}", "}");
    assertThat(text).doesNotContain("postgres");
    return Files.writeString(Path.of(config + ".topics.yaml"), text).toString();
  }

  /** Makes a topic of one partition, with these records. */
  private static void send(String topic, String... records) throws Exception {
    try (RecordSink sink = new KafkaRecordSink(addresses.brokers(), topic, 1)) {
      for (String record : records) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        sink.accept(0, 0, bytes, bytes.length);
      }
    }
  }

  private static long ends(String topic) throws Exception {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.brokers()))) {
      TopicPartition partition = new TopicPartition(topic, 0);
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    }
  }

  private static void awaitLine(String config, String line) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> CommandRun.of("status", "-c", config).out().contains(line));
  }

  private static CompletableFuture<CommandRun> run(String config) {
    return CompletableFuture.supplyAsync(
        () ->
            CommandRun.of(
                "run",
                "-q",
                "-c",
                config,
                "-p",
                "2",
                "-Dexecution.checkpointing.interval=1 s",
                "-Dexecution.checkpointing.min-pause=200 ms"));
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
  private static String configuration(String name) throws Exception {
    String deployment = name + RUN;
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
