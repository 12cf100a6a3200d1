package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
  @TempDir Path folder;

  @Test
  void validConfigurationIsSummedUp() throws IOException {
    CommandRun run =
        validate("metrics:\n  active-users:\n    - {id: active, events: any, periods: [day]}\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("is valid", "active-users 1");
  }

  @Test
  void allProblemsAreListedWithFileLineAndCount() throws IOException {
    CommandRun run =
        validate(
            """
            time: {zone: Mars/Olympus, late-horizon: soon}
            metrix: {}
            metrics:
              active-users:
                - {id: active, periods: [decade]}
            """);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("engagement.yaml:1", "engagement.yaml:2", "engagement.yaml:5")
        .contains("problems in");
  }

  @Test
  void missingFileIsInvalidInput() {
    CommandRun run = CommandRun.of("validate", "--config", folder.resolve("none.yaml").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no such file");
  }

  @Test
  void configurationMustBeNamed() {
    CommandRun run = CommandRun.of("validate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--config");
  }

  private CommandRun validate(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("engagement.yaml"), yaml);
    return CommandRun.of("validate", "--config", file.toString());
  }
}
