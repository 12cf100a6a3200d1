package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard refuses before it serves anything. */
class DashboardCommandTest {
  private static final String METRICS =
      "metrics:\n  active-users:\n    - {id: active, events: any, periods: [day]}\n";
  private static final String NOWHERE =
      "sinks:\n  postgres: {url: 'jdbc:postgresql://127.0.0.1:1/none', user: reader}\n";

  @TempDir Path folder;

  @Test
  void needsTablesInPostgres() throws IOException {
    CommandRun run = dashboard(METRICS);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no sinks.postgres");
  }

  @Test
  void saysWhenTheTablesCannotBeRead() throws IOException {
    CommandRun run = dashboard(NOWHERE + METRICS, "--port", "0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("jdbc:postgresql://127.0.0.1:1/none as reader", "refused")
        .doesNotContain("\tat ");
  }

  @Test
  void refusesATokenThatCanBeGuessed() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "short\n");
    CommandRun run = dashboard(NOWHERE + METRICS, "--port", "0", "--token-file", token.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("shorter than 16 characters").doesNotContain("short\n");
  }

  @Test
  void aPasswordIsThatOfAUser() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "secret");
    CommandRun run = dashboard(NOWHERE + METRICS, "--password-file", password.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--user").doesNotContain("secret");
  }

  /** With a port it would fit no header, and nothing would ever be answered. */
  @Test
  void aNameIsThatOfAHostAlone() throws IOException {
    for (String name : new String[] {"metrics.example.com:8090", "https://metrics.example.com"}) {
      CommandRun run = dashboard(NOWHERE + METRICS, "--port", "0", "--name", name);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--name is a host name alone");
    }
  }

  private CommandRun dashboard(String configuration, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("engagement.yaml"), configuration);
    String[] all = new String[options.length + 3];
    all[0] = "dashboard";
    all[1] = "--config";
    all[2] = file.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return CommandRun.of(all);
  }
}
