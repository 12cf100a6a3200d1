package io.engagement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.local.LocalPostgres.Durability;
import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.ProcessEnd;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansITCase {

  @Test
  void endWithAParentThatWasKilled(@TempDir Path folder) throws IOException {
    Path pids = folder.resolve("pids");
    JavaProcess parent =
        JavaProcess.launch("The parent", Parent.class.getName())
            .classPath(classPath())
            .arguments(List.of(folder.toString(), pids.toString()))
            .start(folder.resolve("parent.log"));
    parent.awaitReady(() -> Files.exists(pids), Duration.ofSeconds(120));
    List<ProcessHandle> children =
        Files.readAllLines(pids).stream()
            .map(line -> ProcessHandle.of(Long.parseLong(line)).orElseThrow())
            .toList();
    assertThat(children).hasSize(4).allMatch(ProcessHandle::isAlive);
    parent.kill();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> children.stream().allMatch(ProcessEnd::isGone));
  }

  @Test
  void takeTheirTemporaryFolderAlongWhenNobodyClosesThem(@TempDir Path folder) throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    JavaProcess careless =
        JavaProcess.launch("The parent", CarelessParent.class.getName())
            .classPath(classPath())
            .jvmFlags(List.of("-Djava.io.tmpdir=" + temporary))
            .start(folder.resolve("parent.log"));
    assertThat(careless.awaitExit(Duration.ofSeconds(60))).isZero();
    assertThat(careless.logTail()).contains("PostgreSQL: ready");
    assertThat(temporary).isEmptyDirectory();
  }

  private static List<Path> classPath() {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    return Arrays.stream(entries).map(Path::of).toList();
  }

  /** Starts a server and ends without a word about it. */
  public static final class CarelessParent {
    private CarelessParent() {}

    public static void main(String[] args) {
      LocalPostgres.builder()
          .durability(Durability.NO_FSYNC)
          .progress(System.out::println)
          .start()
          .createDatabase("numbers");
    }
  }

  /** Starts servers, writes down their process ids and waits to be killed. */
  public static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      LocalPostgres postgres =
          LocalPostgres.builder()
              .durability(Durability.NO_FSYNC)
              .directory(folder.resolve("postgres"))
              .start();
      LocalKafka kafka = LocalKafka.process().directory(folder.resolve("kafka")).start();
      Path ready = folder.resolve("pids.new");
      LocalFlinkCluster flink =
          LocalFlinkCluster.builder().directory(folder.resolve("flink")).start();
      List<String> pids = new ArrayList<>();
      pids.add(postgres.pid().orElseThrow().toString());
      pids.add(Long.toString(kafka.pid()));
      pids.add(flink.jobManagerPid().orElseThrow().toString());
      pids.add(flink.taskManagerPids().get(0).toString());
      Files.write(ready, pids);
      Files.move(ready, Path.of(args[1]));
      new CountDownLatch(1).await();
    }
  }
}
