package io.engagement.jobs.stream;

import io.engagement.flink.state.SavedState;
import io.engagement.flink.state.UnusableStateException;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.env.LocalFlink.RunningJob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The streaming job in a cluster inside of this process. It can be ended at any moment and goes on
 * from its last checkpoint when it is started again.
 */
public final class LocalRun implements AutoCloseable {
  private final LocalFlink flink;
  private final RunningJob job;
  private final CompletableFuture<Void> result;

  private LocalRun(LocalFlink flink, RunningJob job) {
    this.flink = flink;
    this.job = job;
    this.result = job.result();
  }

  /**
   * Where the newest complete checkpoint below a folder is, if there is any.
   *
   * @param checkpoints {@code execution.checkpointing.dir} of earlier runs
   */
  public static Optional<Path> newestCheckpoint(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> metadata =
        Files.find(checkpoints, 3, (path, is) -> path.endsWith("_metadata"))) {
      return metadata.max(Comparator.comparing(LocalRun::modified)).map(Path::getParent);
    }
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /**
   * Gives a deployment a folder of its own below the configured one, which others may share: what a
   * run finds there, and goes on from, is its own.
   */
  public static void separateCheckpoints(Configuration settings, String deployment) {
    String configured = settings.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    if (configured != null) {
      String folder = configured.replaceAll("/+$", "");
      settings.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          folder.endsWith('/' + deployment) ? folder : folder + '/' + deployment);
    }
  }

  /** Has a run go on from a checkpoint, which then belongs to the new run. */
  public static void resume(Configuration settings, Path checkpoint) {
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
    settings.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
  }

  /** The folder of a configuration's checkpoints, if it is one of this machine. */
  public static Optional<Path> checkpointFolder(Configuration settings) {
    return settings
        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
        .map(URI::create)
        .filter(uri -> "file".equals(uri.getScheme()))
        .map(Path::of);
  }

  /**
   * Checks what the job is to go on from and the source, prepares the sinks, starts a cluster and
   * the job in it.
   *
   * @param restPort of the web UI on loopback; 0 for any free one
   * @throws UnknownMetricException when it is told what becomes of a metric there never was
   * @throws UnusableStateException when it cannot go on from there
   */
  public static LocalRun start(
      StreamingJob definition, Configuration settings, int parallelism, int restPort)
      throws Exception {
    String state = settings.get(StateRecoveryOptions.SAVEPOINT_PATH);
    definition.check(state == null ? null : SavedState.at(state));
    definition.prepare();
    LocalFlink flink = LocalFlink.start(settings, parallelism, restPort);
    try {
      StreamExecutionEnvironment env = flink.environment(definition.name());
      definition.define(env);
      return new LocalRun(flink, flink.submit(env));
    } catch (Exception e) {
      flink.close();
      throw e;
    }
  }

  public URI webUi() {
    return flink.webUi();
  }

  /** Completes when the job has ended, exceptionally when it failed. */
  public CompletableFuture<Void> result() {
    return result;
  }

  /** Ends the job and the cluster; the last checkpoint stays. */
  @Override
  public void close() {
    job.cancel().exceptionally(ended -> null).join();
    flink.close();
  }
}
