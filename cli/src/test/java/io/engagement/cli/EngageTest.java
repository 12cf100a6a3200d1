package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngageTest {

  static java.util.Set<String> commands() {
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
  void versionIsPrinted() {
    assertThat(CommandRun.of("--version").out()).startsWith("engage ");
  }
}
