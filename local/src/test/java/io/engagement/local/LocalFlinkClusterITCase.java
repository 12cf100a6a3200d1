package io.engagement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.engagement.local.flink.FlinkCommandLine;
import io.engagement.local.process.JavaProcess.Lifetime;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ProcessEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFlinkClusterITCase {
  private static final Pattern NOT_RUNNING = Pattern.compile("\"(?:state|status)\":\"(?!RUNNING)");

  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void carriesAJobThroughTheLossOfATaskManagerAndASavepoint(@TempDir Path folder)
      throws IOException {
    Path jar = CountingJob.packedInto(folder.resolve("job.jar"));
    List<ProcessHandle> processes;
    try (LocalFlinkCluster cluster = start(folder, Lifetime.ATTACHED)) {
      processes = handles(cluster);
      assertThat(processes).hasSize(2).allMatch(ProcessHandle::isAlive);
      for (ProcessHandle process : processes) {
        assertThat(ListeningSockets.of(process.pid())).isNotEmpty();
        assertThat(ListeningSockets.offLoopback(process.pid())).isEmpty();
      }
      FlinkCommandLine flink = cluster.commandLine();
      String job = flink.submit(jar, CountingJob.class.getName(), List.of("first"));
      awaitCheckpoint(cluster, job, "\"completed\":[1-9]");

      cluster.killTaskManager(0);
      assertThat(cluster.taskManagerPids()).isEmpty();
      long fresh = cluster.startTaskManager();
      assertThat(cluster.taskManagerPids()).containsExactly(fresh);
      awaitCheckpoint(cluster, job, "\"restored\":[1-9]");

      String savepoint = flink.stopWithSavepoint(job, folder.resolve("kept"));
      assertThat(cluster.rest().jobState(job)).contains("FINISHED");
      String second =
          flink.submitFrom(savepoint, jar, CountingJob.class.getName(), List.of("second"));
      awaitCheckpoint(cluster, second, "\"is_savepoint\":true");
      assertThat(flink.run(List.of("list")).output()).contains("second (RUNNING)");
    }
    assertThat(processes).allMatch(ProcessEnd::isGone);
  }

  @Test
  void isFoundByItsFolderWhenDetached(@TempDir Path folder) {
    start(folder, Lifetime.DETACHED);
    LocalFlinkCluster found = LocalFlinkCluster.find(folder.resolve("flink")).orElseThrow();
    assertThat(found.status().taskManagers()).isEqualTo(1);
    assertThat(found.status().freeSlots()).isEqualTo(2);
    assertThatThrownBy(() -> start(folder, Lifetime.DETACHED))
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("runs already");
    List<ProcessHandle> processes = handles(found);
    found.close();
    assertThat(processes).hasSize(2).allMatch(ProcessEnd::isGone);
    assertThat(LocalFlinkCluster.find(folder.resolve("flink"))).isEmpty();
  }

  @Test
  void showsWhatFlinkSaysWhenItRefusesTheSettings(@TempDir Path folder) {
    LocalFlinkCluster.Builder broken =
        LocalFlinkCluster.builder()
            .directory(folder.resolve("flink"))
            .setting("taskmanager.memory.process.size", "1m");
    assertThatThrownBy(broken::start)
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("Total Process Memory (1024");
  }

  private static LocalFlinkCluster start(Path folder, Lifetime lifetime) {
    return LocalFlinkCluster.builder()
        .directory(folder.resolve("flink"))
        .lifetime(lifetime)
        .setting("taskmanager.memory.process.size", "1200m")
        .jvmFlag("-XX:TieredStopAtLevel=1")
        .progress(System.out::println)
        .start();
  }

  private static List<ProcessHandle> handles(LocalFlinkCluster cluster) {
    return Stream.concat(cluster.jobManagerPid().stream(), cluster.taskManagerPids().stream())
        .map(pid -> ProcessHandle.of(pid).orElseThrow())
        .toList();
  }

  private static void awaitCheckpoint(LocalFlinkCluster cluster, String job, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    await()
        .atMost(SOON)
        .until(
            () -> cluster.rest().get("/jobs/" + job + "/checkpoints"),
            answer -> answer.filter(text -> wanted.matcher(text).find()).isPresent());
    // A job runs before its tasks do, and only they can be stopped with a savepoint.
    await()
        .atMost(SOON)
        .until(
            () -> cluster.rest().get("/jobs/" + job),
            answer -> answer.filter(text -> !NOT_RUNNING.matcher(text).find()).isPresent());
  }
}
