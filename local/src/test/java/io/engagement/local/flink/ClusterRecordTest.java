package io.engagement.local.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterRecordTest {
  private static final URI URL = URI.create("http://127.0.0.1:8081");

  @TempDir Path folder;

  @Test
  void readsWhatItWrote() {
    ClusterRecord record =
        new ClusterRecord(URL, List.of(new ClusterProcess("jobmanager", 42, 1_700_000_000_000L)));
    record.write(folder);
    assertThat(ClusterRecord.read(folder)).contains(record);
  }

  @Test
  void isAbsentFromAFolderWithoutACluster() {
    assertThat(ClusterRecord.read(folder)).isEmpty();
  }

  @Test
  void knowsALivingProcess() {
    ClusterProcess self = ClusterProcess.of("jobmanager", ProcessHandle.current());
    assertThat(new ClusterRecord(URL, List.of(self)).anyAlive()).isTrue();
  }

  @Test
  void doesNotTakeALaterProcessWithTheSameIdForTheRecordedOne() {
    ClusterProcess self = ClusterProcess.of("jobmanager", ProcessHandle.current());
    ClusterProcess earlier =
        new ClusterProcess("jobmanager", self.pid(), self.startedMillis() - 60_000);
    assertThat(new ClusterRecord(URL, List.of(earlier)).anyAlive()).isFalse();
  }

  @Test
  void saysWhichFileItCannotUnderstand() throws IOException {
    Files.writeString(folder.resolve("cluster.processes"), "http://x\njobmanager many\n");
    assertThatThrownBy(() -> ClusterRecord.read(folder))
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("cluster.processes");
  }
}
