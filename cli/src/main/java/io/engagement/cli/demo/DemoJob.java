package io.engagement.cli.demo;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.jobs.EngagementJob;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.LocalRun;
import io.engagement.jobs.stream.StartRules;
import io.engagement.jobs.stream.StreamingJob;
import io.engagement.local.LocalFlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The job of the demo, from its last checkpoint if there is one: in a cluster inside of this
 * process, or in one whose worker is a process of its own, so that it can be killed.
 */
final class DemoJob implements AutoCloseable {
  private static final StartRules START = StartRules.STRICT.with(StartMode.TAKEOVER);

  private final AutoCloseable cluster;
  private final URI webUi;
  private final CompletableFuture<Void> result;
  private final @Nullable LocalFlinkCluster outside;

  private DemoJob(
      AutoCloseable cluster,
      URI webUi,
      CompletableFuture<Void> result,
      @Nullable LocalFlinkCluster outside) {
    this.cluster = cluster;
    this.webUi = webUi;
    this.result = result;
    this.outside = outside;
  }

  static DemoJob start(
      DemoFolder folder, Demo.Options options, ConfigText config, Consumer<String> progress)
      throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("execution.checkpointing.interval", "2 s");
    settings.put("execution.checkpointing.min-pause", "500 ms");
    settings.put("io.tmp.dirs", folder.temporary().toString());
    Demo.Worker worker = options.worker();
    return worker == null
        ? inside(folder, options, settings, config, progress)
        : outside(folder, options, worker, settings, config, progress);
  }

  private static DemoJob inside(
      DemoFolder folder,
      Demo.Options options,
      Map<String, String> settings,
      ConfigText config,
      Consumer<String> progress)
      throws Exception {
    progress.accept("Flink: starting the job");
    settings.putAll(options.overrides());
    Configuration all = FlinkSettings.loadLocal(options.conf(), settings, folder.checkpoints());
    LocalRun.newestCheckpoint(folder.checkpoints())
        .ifPresent(checkpoint -> LocalRun.resume(all, checkpoint));
    LocalRun run =
        LocalRun.start(
            StreamingJob.of(config, START), all, options.parallelism(), options.ports().web());
    return new DemoJob(run, run.webUi(), run.result(), null);
  }

  private static DemoJob outside(
      DemoFolder folder,
      Demo.Options options,
      Demo.Worker worker,
      Map<String, String> settings,
      ConfigText config,
      Consumer<String> progress)
      throws IOException {
    LocalFlinkCluster cluster =
        LocalFlinkCluster.builder()
            .directory(folder.cluster())
            .restPort(options.ports().web())
            .slotsPerTaskManager(options.parallelism())
            .settings(worker.settings())
            .settings(settings)
            .setting("parallelism.default", Integer.toString(options.parallelism()))
            .setting("execution.checkpointing.dir", folder.checkpoints().toUri().toString())
            .settings(options.overrides())
            .progress(progress)
            .start();
    try {
      progress.accept("Flink: starting the job");
      List<String> arguments = EngagementJob.arguments(config, START);
      String main = EngagementJob.class.getName();
      Optional<Path> checkpoint = LocalRun.newestCheckpoint(folder.checkpoints());
      if (checkpoint.isPresent()) {
        String from = checkpoint.get().toUri().toString();
        cluster.commandLine().submitFrom(from, worker.jar(), main, arguments);
      } else {
        cluster.commandLine().submit(worker.jar(), main, arguments);
      }
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return new DemoJob(cluster, cluster.restUrl(), new CompletableFuture<>(), cluster);
  }

  URI webUi() {
    return webUi;
  }

  /** Completes when the job has ended by itself, which one with a worker outside never does. */
  CompletableFuture<Void> result() {
    return result;
  }

  /** The cluster whose worker can be killed, if it is one of its own. */
  Optional<LocalFlinkCluster> outside() {
    return Optional.ofNullable(outside);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
