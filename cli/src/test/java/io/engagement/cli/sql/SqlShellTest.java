package io.engagement.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
