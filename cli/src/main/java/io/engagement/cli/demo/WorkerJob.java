package io.engagement.cli.demo;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.jobs.EngagementJob;
import io.engagement.jobs.stream.LocalRun;
import io.engagement.jobs.stream.StartRules;
import io.engagement.local.LocalFlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The job in a cluster whose worker is a process of its own, so that it can be killed. */
final class WorkerJob implements AutoCloseable {
  private final LocalFlinkCluster cluster;

  private WorkerJob(LocalFlinkCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts a cluster with one worker, and the job in it from its last checkpoint, if there is one.
   *
   * @param settings of Flink
   * @param jar of the job
   */
  static WorkerJob start(
      DemoFolder folder,
      Map<String, String> settings,
      int slots,
      int webPort,
      Path jar,
      ConfigText config,
      Consumer<String> progress)
      throws IOException {
    LocalFlinkCluster cluster =
        LocalFlinkCluster.builder()
            .directory(folder.cluster())
            .restPort(webPort)
            .slotsPerTaskManager(slots)
            .settings(settings)
            .progress(progress)
            .start();
    try {
      progress.accept("Flink: starting the job");
      List<String> arguments =
          EngagementJob.arguments(config, StartRules.STRICT.with(StartMode.TAKEOVER));
      String main = EngagementJob.class.getName();
      Optional<Path> checkpoint = LocalRun.newestCheckpoint(folder.checkpoints());
      if (checkpoint.isPresent()) {
        String from = checkpoint.get().toUri().toString();
        cluster.commandLine().submitFrom(from, jar, main, arguments);
      } else {
        cluster.commandLine().submit(jar, main, arguments);
      }
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return new WorkerJob(cluster);
  }

  URI webUi() {
    return cluster.restUrl();
  }

  /** Kills the worker as {@code kill -9} does; its process id. */
  long kill() {
    long pid = cluster.taskManagerPids().get(0);
    cluster.killTaskManager(0);
    return pid;
  }

  /** Starts another worker; its process id. */
  long replace() {
    return cluster.startTaskManager();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
