package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngageTest {
  @TempDir Path folder;

  private static final String MINIMAL = Path.of("..", "conf", "engagement.minimal.yaml").toString();
  private static final String REFERENCE =
      Path.of("..", "conf", "engagement.reference.yaml").toString();

  static Set<String> commands() {
    return Engage.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    CommandRun run =
        command.equals("help") ? CommandRun.of("help") : CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: engage");
  }

  @Test
  void noCommandIsBadUsage() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("error:").contains("--help");
  }

  @Test
  void misspeltCommandGetsASuggestion() {
    CommandRun run = CommandRun.of("genrate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("generate");
  }

  @Test
  void misspeltOptionGetsASuggestion() {
    CommandRun run = CommandRun.of("generate", "--out", "-", "--user", "3");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--users");
  }

  @Test
  void aClusterMayBeNamedByHostAndPortAlone() {
    CommandRun run = CommandRun.of("status", "-c", MINIMAL, "--cluster", "localhost:1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no Flink cluster answers at http://localhost:1");
  }

  @Test
  void whatIsNoAddressOfAClusterIsRefused() {
    for (String address : List.of("ftp://localhost", "http://", "a b")) {
      CommandRun run = CommandRun.of("status", "-c", MINIMAL, "--cluster", address);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--cluster").contains("is no address such as http://");
    }
  }

  @Test
  void aDrillWithoutKillsIsNone() {
    CommandRun run = CommandRun.of("faults", "--kills", "0");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--kills must be at least 1");
  }

  @Test
  void nobodyIsDeletedWithoutAControlTopicOrByAnIdThatIsNone() {
    CommandRun none = CommandRun.of("delete", "--user", "u-17", "-c", MINIMAL);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("has no control topic").contains("control: {kafka:");

    CommandRun both = CommandRun.of("delete", "--user", "u", "--anonymous", "a", "-c", MINIMAL);
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--user").contains("mutually exclusive");

    CommandRun blocked = CommandRun.of("delete", "--user", "undefined", "-c", REFERENCE);
    assertThat(blocked.exitCode()).isEqualTo(2);
    assertThat(blocked.err()).contains("the id is one that events cannot have");
  }

  @Test
  void onlyFilesThatAreThereAreSent() {
    CommandRun run = CommandRun.of("send", "-c", MINIMAL, "no.jsonl", "none*.jsonl");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("error: no.jsonl: there is no such file")
        .contains("error: none*.jsonl: no file matches");
  }

  @Test
  void aPlanSaysWhatItCannotBeComparedWith() {
    CommandRun run = CommandRun.of("plan", "-c", MINIMAL, "--against", "/no/savepoint");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("/no/savepoint").contains("engage savepoint");
    assertThat(run.err()).doesNotContain("Exception");
  }

  @Test
  void aPlanSaysWhetherIdsCanBeStitchedFromTheStateOn() throws IOException {
    Path golden = Path.of("..", "jobs", "src", "test", "resources", "golden");
    Path savepoint = Files.createDirectory(folder.resolve("savepoint"));
    try (InputStream packed = Files.newInputStream(golden.resolve("savepoint.gz"));
        InputStream in = new GZIPInputStream(packed)) {
      Files.copy(in, savepoint.resolve("_metadata"));
    }
    String plain = Files.readString(golden.resolve("engagement.yaml"));
    String stitched = plain + "identity: {mode: stitched}\n";
    assertThat(plan(plain, savepoint)).doesNotContain("identity");
    assertThat(plan(stitched, savepoint))
        .contains("identity.mode: claims count from the start on", "there is no way back");
    assertThat(plan(stitched.replace("id: active\n", "id: busy\n"), savepoint))
        .contains("identity.mode: refused. identity.mode cannot be switched to stitched");
  }

  private String plan(String config, Path state) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.yaml"), config);
    CommandRun run = CommandRun.of("plan", "-c", file.toString(), "--against", state.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void aSecretThatIsMissingIsNamed() throws IOException {
    Path config = folder.resolve("engagement.yaml");
    Files.writeString(
        config,
        """
        sinks:
          postgres: {url: "jdbc:postgresql://localhost:1/none", password: "${env:NO_SUCH_SECRET}"}
        metrics: {sessions: [{id: web}]}
        """);
    CommandRun run = CommandRun.of("plan", "-c", config.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo(
            "error: ${env:NO_SUCH_SECRET} is needed, but the variable NO_SUCH_SECRET is not set");
  }

  @Test
  void versionIsPrinted() {
    assertThat(CommandRun.of("--version").out()).startsWith("engage ");
  }
}
