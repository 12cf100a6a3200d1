package io.engagement.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client leaves where. */
class SqlShellTest {

  @Test
  void passwordsLieWhereNoOneElseReadsAndGoWithTheClient() throws Exception {
    Path tables;
    Path folder;
    try (SqlShell shell =
        new SqlShell(
            URI.create("http://127.0.0.1:1"), List.of("SELECT 'secret'"), made -> "of " + made)) {
      tables = shell.tablesFolder();
      folder = Objects.requireNonNull(tables.getParent());
      Path statement = tables.resolve("0000.sql");
      assertThat(statement).hasContent("SELECT 'secret'");
      assertThat(permissions(statement)).isEqualTo("rw-------");
      assertThat(permissions(folder)).isEqualTo("rwx------");
      assertThat(folder.resolve("session.sql")).hasContent("of " + tables);
    }
    assertThat(folder).doesNotExist();
  }

  /** As a terminal that is closed, or Ctrl-C while a script runs. */
  @Test
  @Timeout(60)
  void passwordsGoWithAProcessThatIsTerminated() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      Path folder = Path.of(Objects.requireNonNull(out.readLine()));
      assertThat(folder).isDirectory();
      process.destroy();
      process.waitFor();
      assertThat(folder).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Has a client and does not come to its end. */
  static final class Waiting {
    public static void main(String[] args) throws Exception {
      try (SqlShell shell =
          new SqlShell(URI.create("http://127.0.0.1:1"), List.of("SELECT 'secret'"), made -> "")) {
        System.out.println(shell.tablesFolder().getParent());
        new CountDownLatch(1).await();
      }
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
