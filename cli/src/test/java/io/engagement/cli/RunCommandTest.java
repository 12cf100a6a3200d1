package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything runs. */
class RunCommandTest {
  @TempDir Path folder;

  private Path config;
  private Path input;

  @BeforeEach
  void writeFiles() throws IOException {
    config =
        Files.writeString(
            folder.resolve("engagement.yaml"), "metrics: {active-users: [{id: active}]}\n");
    input = Files.createDirectories(folder.resolve("in"));
    Files.writeString(input.resolve("events.jsonl"), "{}\n");
  }

  @Test
  void outputIntoTheInputFolderIsRefused() throws IOException {
    CommandRun run = run(input.toString(), input);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lies in the output folder").contains("hint: give --output");
  }

  @Test
  void outputBesideAFileOfTheInputIsRefusedThroughALinkToo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), input);
    CommandRun run = run(input.resolve("events.jsonl").toString(), link);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lies in the output folder");
  }

  @Test
  void outputBelowTheInputFolderIsRefusedAndNotMade() throws IOException {
    Path below = input.resolve("deep/out");
    CommandRun run = run(input.toString(), below);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the next run would read its tables as events");
    assertThat(below).doesNotExist();
  }

  @Test
  void outputThatIsAFileIsRefused() throws IOException {
    CommandRun run = run(input.toString(), config);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is a file");
  }

  @Test
  void outputThatCannotBeWrittenIsAFailureThatNamesIt() throws IOException {
    CommandRun run = run(input.toString(), Path.of("/proc/engage-out"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("nothing can be written to /proc/engage-out");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void aPortThatIsTakenIsNamedAtOnce() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      CommandRun run = run(input.toString(), folder.resolve("out"), "--port", port);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("port " + port + " of 127.0.0.1 is taken").contains("--port");
      CommandRun demo =
          CommandRun.of("demo", "--dir", folder.resolve("demo").toString(), "--kafka-port", port);
      assertThat(demo.exitCode()).isEqualTo(1);
      assertThat(demo.err()).contains("is taken").contains("--kafka-port");
    }
  }

  @Test
  void whatBecomesOfRowsIsSaidInOneOfTwoWords() throws IOException {
    Files.writeString(
        config,
        "metrics: {active-users: [{id: active}]}\nsinks: {kafka: {brokers: \"127.0.0.1:1\"}}\n"
            + "source: {kafka: {brokers: \"127.0.0.1:1\", topics: [events]}}\ndeployment: shop\n");
    CommandRun run = CommandRun.of("run", "-c", config.toString(), "--on-change", "active=remove");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("error: --on-change active=remove is not METRIC=drop or METRIC=keep\n");
  }

  @Test
  void aWordForAMetricThatIsNotThereIsBadUsage() throws IOException {
    Path over = folder.resolve("out");
    CommandRun files = run(input.toString(), over, "--on-change", "actve=drop");
    String yaml =
        "metrics: {active-users: [{id: active}]}\nsinks: {kafka: {brokers: \"127.0.0.1:1\"}}\n"
            + "source: {kafka: {brokers: \"127.0.0.1:1\", topics: [events]}}\ndeployment: shop\n";
    Files.writeString(config, yaml);
    CommandRun submit =
        CommandRun.of("submit", "-c", config.toString(), "--on-change", "actve=drop");
    for (CommandRun run : List.of(files, submit)) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "error: --on-change actve=drop: there is no metric actve in the configuration; did"
                  + " you mean active?\n");
    }
    assertThat(over).doesNotExist();
  }

  @Test
  void goesOnFromTheStateThatIsNamed() throws IOException {
    Files.writeString(
        config,
        "metrics: {active-users: [{id: active}]}\nsinks: {kafka: {brokers: \"127.0.0.1:1\"}}\n"
            + "source: {kafka: {brokers: \"127.0.0.1:1\", topics: [events]}}\ndeployment: shop\n");
    String home = System.setProperty("engage.home", Path.of("..").toAbsolutePath().toString());
    try {
      for (String option : List.of("--from", "--from-savepoint", "-s")) {
        CommandRun run = CommandRun.of("run", "-c", config.toString(), option, input.toString());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("There is no savepoint or checkpoint at " + input);
      }
    } finally {
      if (home == null) {
        System.clearProperty("engage.home");
      } else {
        System.setProperty("engage.home", home);
      }
    }
    CommandRun both =
        CommandRun.of("run", "-c", config.toString(), "--from", input.toString(), "--fresh");
    assertThat(both.exitCode()).isEqualTo(2);
    CommandRun files = run(input.toString(), folder.resolve("out"), "--from", input.toString());
    assertThat(files.exitCode()).isEqualTo(2);
    assertThat(files.err()).contains("do not go with --input");
  }

  private CommandRun run(String in, Path out, String... more) {
    String[] arguments = {
      "run", "--quiet", "-c", config.toString(), "--input", in, "--output", out.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandRun.of(all);
  }
}
