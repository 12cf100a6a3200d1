package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRunTest {
  @TempDir Path shared;

  @Test
  void goesOnFromTheNewestCheckpointOfItsOwnDeployment() throws Exception {
    Path own = checkpoint("shop", "chk-7", 100);
    checkpoint("shop", "chk-6", 50);
    checkpoint("blog", "chk-9", 900);
    checkpoint("shop-2", "chk-8", 800);
    assertThat(newest("shop")).contains(own);
    assertThat(newest("news")).as("nothing of others").isEmpty();
  }

  @Test
  void aFolderThatIsTheDeploymentsAlreadyIsLeftAsItIs() {
    Configuration settings = settings(shared.resolve("shop"));
    LocalRun.separateCheckpoints(settings, "shop");
    assertThat(LocalRun.checkpointFolder(settings)).contains(shared.resolve("shop"));
  }

  private Optional<Path> newest(String deployment) throws Exception {
    Configuration settings = settings(shared);
    LocalRun.separateCheckpoints(settings, deployment);
    return LocalRun.newestCheckpoint(LocalRun.checkpointFolder(settings).orElseThrow());
  }

  private static Configuration settings(Path folder) {
    Configuration settings = new Configuration();
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toAbsolutePath().toUri().toString());
    return settings;
  }

  /** Where Flink would leave one: below the folder, by job. */
  private Path checkpoint(String deployment, String name, long second) throws Exception {
    Path folder = shared.resolve(deployment).resolve("0123456789abcdef").resolve(name);
    Files.createDirectories(folder);
    Path metadata = Files.createFile(folder.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(second)));
    return folder;
  }
}
