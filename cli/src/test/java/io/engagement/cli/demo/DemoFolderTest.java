package io.engagement.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.EngagementConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  @TempDir Path parent;

  @Test
  void cleanRemovesAndListsEveryPathAndNothingElse() throws IOException {
    Path root = parent.resolve("demo");
    Path beside = Files.createFile(parent.resolve("beside"));
    DemoFolder folder = new DemoFolder(root);
    taken(folder);
    Files.createDirectories(folder.kafka());
    Path deep = Files.createFile(folder.kafka().resolve("data"));
    assertThat(folder.clean()).contains(deep, folder.kafka(), root);
    assertThat(root).doesNotExist();
    assertThat(beside).exists();
    assertThat(parent).isDirectoryContaining(path -> path.equals(beside));
    try (var left = Files.list(parent)) {
      assertThat(left).containsExactly(beside);
    }
  }

  @Test
  void cleanRemovesTheWorkFolderOnlyWhenItIsEmpty() throws IOException {
    Path work = parent.resolve(DemoFolder.WORK);
    Path other = Files.createDirectories(work.resolve("checkpoints"));
    DemoFolder folder = new DemoFolder(work.resolve("demo"));
    taken(folder);
    assertThat(folder.clean()).doesNotContain(work);
    assertThat(other).exists();
    Files.delete(other);
    taken(folder);
    assertThat(folder.clean()).contains(work);
    assertThat(work).doesNotExist();
  }

  private static void taken(DemoFolder folder) throws IOException {
    folder.lock();
    folder.renew();
    folder.unlock();
  }

  @Test
  void aFolderThatNoDemoWroteIsLeftAlone() throws IOException {
    Path thesis = Files.writeString(parent.resolve("thesis.tex"), "all of it");
    DemoFolder folder = new DemoFolder(parent);
    assertThatThrownBy(folder::lock).hasMessageContaining("holds files that no demo wrote");
    assertThatThrownBy(folder::clean).hasMessageContaining("holds files that no demo wrote");
    try (var left = Files.list(parent)) {
      assertThat(left).containsExactly(thesis);
    }
  }

  @Test
  void theFilesOfAnEarlierDemoAreReplaced() throws IOException {
    DemoFolder folder = new DemoFolder(parent);
    taken(folder);
    Path old = Files.createFile(parent.resolve("old"));
    taken(folder);
    assertThat(old).doesNotExist();
  }

  @Test
  void reopeningKeepsAllButTemporaryFiles() throws IOException {
    DemoFolder folder = new DemoFolder(parent.resolve("demo"));
    taken(folder);
    Path data = Files.createDirectories(folder.kafka());
    Path temporary = Files.createFile(folder.temporary().resolve("left"));
    folder.lock();
    folder.reopen();
    folder.unlock();
    assertThat(data).exists();
    assertThat(temporary).doesNotExist();
    assertThat(folder.temporary()).exists();
  }

  @Test
  void cleaningWhatIsNotThereIsNoProblem() throws IOException {
    assertThat(new DemoFolder(parent.resolve("none")).clean()).isEmpty();
  }

  @Test
  void configurationIsValidAndItsSecretIsForTheOwnerAlone() throws IOException {
    DemoFolder folder = new DemoFolder(parent.resolve("demo"));
    taken(folder);
    Path secret = folder.writeSecret("password", "s3cret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    Path config =
        folder.writeConfiguration(
            Map.of(
                "BROKERS", "127.0.0.1:9092",
                "JDBC_URL", "jdbc:postgresql://127.0.0.1:5432/demo",
                "USER", "demo",
                "PASSWORD_FILE", secret.toString()));
    assertThat(EngagementConfigReader.read(config)).isInstanceOf(ConfigResult.Valid.class);
    assertThat(config).content().doesNotContain("s3cret", "@");
  }
}
