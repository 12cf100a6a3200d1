package io.engagement.jobs.env;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Reference;

/** A Flink cluster inside of this process: one task manager, everything on loopback. */
public final class LocalFlink implements AutoCloseable {
  /**
   * What the parts of a cluster talk through, by the folder of its temporary files. A cluster with
   * one of its own unpacks 20 MB for it, and loads and compiles all of it anew.
   */
  private static final Map<String, RpcSystem> RPC_SYSTEMS = new ConcurrentHashMap<>();

  private final MiniCluster cluster;
  private final Configuration settings;
  private final int slots;

  private LocalFlink(MiniCluster cluster, Configuration settings, int slots) {
    this.cluster = cluster;
    this.settings = settings;
    this.slots = slots;
  }

  /**
   * Starts a cluster.
   *
   * @param settings of {@link FlinkSettings#loadLocal}; changed to what such a cluster needs
   * @param slots the largest parallelism of a job
   * @param restPort of the web UI on loopback; 0 for any free one
   */
  public static LocalFlink start(Configuration settings, int slots, int restPort) throws Exception {
    settings.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    settings.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    settings.set(RestOptions.ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    MiniClusterConfiguration configuration =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(settings)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(slots)
            .setRpcServiceSharing(RpcServiceSharing.SHARED)
            .build();
    RpcSystem rpc = rpcSystem(settings);
    MiniCluster cluster = new MiniCluster(configuration, () -> Reference.borrowed(rpc));
    try {
      cluster.start();
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
    return new LocalFlink(cluster, settings, slots);
  }

  private static RpcSystem rpcSystem(Configuration settings) {
    String temporary = ConfigurationUtils.parseTempDirectories(settings)[0];
    return RPC_SYSTEMS.computeIfAbsent(temporary, LocalFlink::loadRpcSystem);
  }

  /** It stays until the JVM ends, and then takes its files along: clusters end before that. */
  private static RpcSystem loadRpcSystem(String temporary) {
    try {
      Path parent = Path.of(temporary);
      if (!Files.isDirectory(parent)) {
        Files.createDirectories(parent);
      }
      Path folder = Files.createTempDirectory(parent, "flink-rpc-");
      folder.toFile().deleteOnExit();
      Configuration where = new Configuration();
      where.set(CoreOptions.TMP_DIRS, folder.toString());
      RpcSystem loaded = RpcSystem.load(where);
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> file.toFile().deleteOnExit());
      }
      return loaded;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack a part of Flink below " + temporary, e);
    }
  }

  /** An environment to define a job of that name in, for {@link #submit}. */
  public StreamExecutionEnvironment environment(String name) {
    Configuration job = new Configuration(settings);
    job.addAll(FlinkSettings.ofJob(settings));
    job.set(PipelineOptions.NAME, name);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(slots, job);
    env.setParallelism(slots);
    return env;
  }

  /** Where the web UI and the REST interface are. */
  public URI webUi() {
    try {
      return cluster.getRestAddress().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the cluster has no REST address", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Starts the job that was defined in the environment. */
  public RunningJob submit(StreamExecutionEnvironment environment) throws Exception {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    JobID id = cluster.submitJob(graph).get().getJobID();
    return new RunningJob(cluster, id);
  }

  /** A job of the cluster. */
  public static final class RunningJob {
    private final MiniCluster cluster;
    private final JobID id;

    private RunningJob(MiniCluster cluster, JobID id) {
      this.cluster = cluster;
      this.id = id;
    }

    public String id() {
      return id.toString();
    }

    /** Completes when the job has ended, exceptionally when it failed. */
    public CompletableFuture<Void> result() {
      return cluster
          .requestJobResult(id)
          .thenAccept(
              (JobResult result) ->
                  result
                      .getSerializedThrowable()
                      .ifPresent(
                          failure -> {
                            throw new JobFailure(
                                failure.deserializeError(LocalFlink.class.getClassLoader()));
                          }));
    }

    /** Cancels the job, if it still runs, and completes when it has ended. */
    public CompletableFuture<Void> cancel() {
      return cluster.cancelJob(id).thenCompose(acknowledged -> result());
    }
  }

  /** The job ended with a failure, which is the cause. */
  public static final class JobFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobFailure(Throwable cause) {
      super("the job failed", cause);
    }
  }

  /** Stops the cluster and whatever runs in it. */
  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
