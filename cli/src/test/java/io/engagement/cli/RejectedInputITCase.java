package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run over files says of files that are no events, or hold many records that are none. */
class RejectedInputITCase {
  private static final String PAGE =
      "{\"type\":\"page\",\"name\":\"x\",\"userId\":\"u\",\"messageId\":\"%s\","
          + "\"timestamp\":\"2024-03-01T10:00:00Z\"}\n";

  @TempDir Path folder;

  /** An installation of its own: a configuration of Flink, and room to work. */
  @BeforeEach
  void install() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.copy(Path.of("..", "conf", "config.yaml"), conf.resolve("config.yaml"));
    System.setProperty("engage.home", folder.toString());
  }

  @AfterEach
  void uninstall() {
    System.clearProperty("engage.home");
  }

  @Test
  void filesThatAreNoEventsFailAlsoWhenQuiet() throws Exception {
    byte[] binary = new byte[10_000];
    new Random(1).nextBytes(binary);
    Path csv = Files.writeString(folder.resolve("a.csv"), "user,time\nu1,2024-03-01\n");
    CommandRun run = run(csv, "--input", Files.write(folder.resolve("b.bin"), binary).toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("was accepted").contains("rejected.jsonl");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("out/rejected.jsonl")).isNotEmptyFile();
  }

  @Test
  void aShareAboveTheGivenOneFails() throws Exception {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            PAGE.formatted("m1") + PAGE.formatted("m2") + PAGE.formatted("m3") + "no event\n");
    assertThat(run(input).exitCode()).isZero();
    assertThat(run(input, "--max-rejected", "0.25").exitCode()).isZero();
    CommandRun above = run(input, "--max-rejected", "0.2");
    assertThat(above.exitCode()).isEqualTo(1);
    assertThat(above.err()).contains("1 of 4 records were rejected");
    assertThat(run(input, "--max-rejected", "2").exitCode()).isEqualTo(2);
  }

  @Test
  void anEmptyFileIsNoFailure() throws Exception {
    Path input = Files.writeString(folder.resolve("in.jsonl"), "\n");
    assertThat(run(input, "--max-rejected", "0").exitCode()).isZero();
  }

  /** What a trial says of each record adds up to what the job makes of all of them. */
  @Test
  void aTrialJudgesAsTheJobDoes() throws Exception {
    Path input = folder.resolve("in.jsonl");
    Traffic traffic =
        Traffic.spread(
            60,
            3_000,
            1_767_571_200_000L,
            9 * 86_400_000L,
            5,
            new Traffic.Defects(0.05, 7_200_000, 0.02, 5 * 86_400_000L, 0.03, 0.02));
    try (RecordSink file = FileRecordSink.toFile(input)) {
      new TrafficGenerator(traffic, file, done -> {}).run();
    }
    assertThat(run(input).exitCode()).isZero();
    JsonNode job =
        new ObjectMapper().readTree(folder.resolve("out/input_accounting.jsonl").toFile());

    CommandRun tried =
        CommandRun.of(
            "try",
            "-q",
            "--json",
            "-c",
            folder.resolve("engagement.yaml").toString(),
            input.toString());

    assertThat(tried.exitCode()).as(tried.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(tried.out()).get("summary");
    assertThat(summary.get("records")).isEqualTo(job.get("read"));
    assertThat(summary.path("good").asInt() + summary.path("warned").asInt())
        .isEqualTo(job.get("accepted").asInt());
    for (String fate : List.of("duplicate", "late", "rejected")) {
      assertThat(summary.path(fate).asInt()).as(fate).isPositive();
      assertThat(summary.get(fate)).as(fate).isEqualTo(job.get(fate));
    }
    assertThat(summary.path("filtered").asInt()).isEqualTo(job.get("filtered").asInt());
  }

  private CommandRun run(Path input, String... more) throws Exception {
    Path config =
        Files.writeString(folder.resolve("engagement.yaml"), "metrics: {sessions: [{id: web}]}\n");
    String[] arguments = {
      "run",
      "--quiet",
      "-c",
      config.toString(),
      "--output",
      folder.resolve("out").toString(),
      "--input",
      input.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandRun.of(all);
  }
}
