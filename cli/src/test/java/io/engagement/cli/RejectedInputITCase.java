package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
