package io.engagement.local;

import io.engagement.local.flink.ClusterMembers;
import io.engagement.local.flink.ClusterProcess;
import io.engagement.local.flink.ClusterRecord;
import io.engagement.local.flink.FlinkCommandLine;
import io.engagement.local.flink.FlinkDistribution;
import io.engagement.local.flink.FlinkProcesses;
import io.engagement.local.flink.FlinkRest;
import io.engagement.local.flink.FlinkSettings;
import io.engagement.local.process.JavaProcess.Lifetime;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A standalone Flink cluster on loopback: a JobManager and TaskManagers, each in a JVM of its own.
 * An attached cluster ends with the JVM that started it, even when that one is killed; a detached
 * one lives on and is found again by its folder.
 */
public final class LocalFlinkCluster implements AutoCloseable {
  /** How a cluster is doing, in the JobManager's own numbers. */
  public record Status(URI restUrl, int taskManagers, int slots, int freeSlots, int runningJobs) {}

  private final ServerFiles files;
  private final FlinkDistribution distribution;
  private final FlinkRest rest;
  private final ClusterMembers members;

  private LocalFlinkCluster(
      ServerFiles files, FlinkDistribution distribution, FlinkRest rest, ClusterMembers members) {
    this.files = files;
    this.distribution = distribution;
    this.rest = rest;
    this.members = members;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The running cluster of a folder, for another program than the one that started it. */
  public static Optional<LocalFlinkCluster> find(Path directory) {
    return ClusterRecord.read(directory)
        .filter(ClusterRecord::anyAlive)
        .map(record -> found(directory, record));
  }

  private static LocalFlinkCluster found(Path directory, ClusterRecord record) {
    FlinkDistribution distribution = FlinkDistribution.in(directory);
    FlinkProcesses starter = new FlinkProcesses(distribution, Lifetime.DETACHED, List.of());
    FlinkRest rest = new FlinkRest(record.restUrl());
    ClusterMembers members =
        new ClusterMembers(distribution.home(), starter, rest, Builder.STARTUP);
    members.adopt(record);
    ServerFiles files = ServerFiles.in(distribution.home(), "flink");
    return new LocalFlinkCluster(files, distribution, rest, members);
  }

  public URI restUrl() {
    return rest.url();
  }

  /** The installation and everything the cluster writes. */
  public FlinkDistribution distribution() {
    return distribution;
  }

  /** Flink's own command line against this cluster. */
  public FlinkCommandLine commandLine() {
    return new FlinkCommandLine(distribution);
  }

  /** The few questions one asks a JobManager. */
  public FlinkRest rest() {
    return rest;
  }

  /**
   * How the cluster is doing.
   *
   * @throws LocalServerException when the JobManager does not answer
   */
  public Status status() {
    return new Status(
        restUrl(),
        rest.overview("taskmanagers"),
        rest.overview("slots-total"),
        rest.overview("slots-available"),
        rest.overview("jobs-running"));
  }

  /** The process id of the JobManager; empty when it does not run. */
  public Optional<Long> jobManagerPid() {
    return members.jobManager().map(ClusterProcess::pid);
  }

  /** The process ids of the running TaskManagers, as they were started. */
  public List<Long> taskManagerPids() {
    return members.taskManagers().stream().map(ClusterProcess::pid).toList();
  }

  /** Kills a TaskManager as {@code kill -9} does; {@code index} counts the running ones from 0. */
  public void killTaskManager(int index) {
    members.kill(members.taskManagers().get(index));
  }

  /** Starts one more TaskManager and returns when its JobManager knows it; its process id. */
  public long startTaskManager() {
    return members.startTaskManager();
  }

  /** Kills the JobManager as {@code kill -9} does. */
  public void killJobManager() {
    members.jobManager().ifPresent(members::kill);
  }

  /** Starts the JobManager again; without high availability it knows nothing of earlier jobs. */
  public void startJobManager() {
    members.startJobManager();
  }

  /** Stops all processes, orderly if they can, and deletes a temporary folder. */
  @Override
  public synchronized void close() {
    members.stopAll();
    files.release();
  }

  /** Size, folder and settings of a cluster. */
  public static final class Builder {
    private static final Duration STARTUP = Duration.ofSeconds(90);

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private @Nullable Path directory;
    private int restPort;
    private int taskManagers = 1;
    private int slotsPerTaskManager = 2;
    private Lifetime lifetime = Lifetime.ATTACHED;
    private Duration startupTimeout = STARTUP;
    private Consumer<String> progress = line -> {};

    private Builder() {}

    /** Where the cluster lives; without it, a temporary folder. A detached cluster needs one. */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /** The port of the REST interface and the web UI; 0, the default, takes a free one. */
    public Builder restPort(int value) {
      restPort = value;
      return this;
    }

    public Builder taskManagers(int value) {
      taskManagers = value;
      return this;
    }

    public Builder slotsPerTaskManager(int value) {
      slotsPerTaskManager = value;
      return this;
    }

    /** A setting of {@code config.yaml}, over the ones chosen here. */
    public Builder setting(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /** Settings of {@code config.yaml}, over the ones chosen here. */
    public Builder settings(Map<String, String> values) {
      settings.putAll(values);
      return this;
    }

    /** A flag for the JVMs of the cluster. */
    public Builder jvmFlag(String value) {
      jvmFlags.add(value);
      return this;
    }

    /** Whether the cluster ends with this JVM, which it does unless told otherwise. */
    public Builder lifetime(Lifetime value) {
      lifetime = value;
      return this;
    }

    public Builder startupTimeout(Duration value) {
      startupTimeout = value;
      return this;
    }

    /** Receives a line when something begins or is done. */
    public Builder progress(Consumer<String> listener) {
      progress = listener;
      return this;
    }

    /**
     * Starts the cluster and returns when all its TaskManagers are registered.
     *
     * @throws LocalServerException with the end of the log of the process that does not come up, or
     *     when a cluster of this folder runs already
     */
    public LocalFlinkCluster start() {
      if (directory == null && lifetime == Lifetime.DETACHED) {
        throw new LocalServerException(
            "A detached cluster is found again by its folder: name one.");
      }
      ServerFiles files = ServerFiles.in(directory, "flink");
      if (ClusterRecord.read(files.root()).filter(ClusterRecord::anyAlive).isPresent()) {
        throw new LocalServerException("A cluster of " + files.root() + " runs already.");
      }
      long startNanos = System.nanoTime();
      LocalFlinkCluster cluster = prepare(files);
      files.closeAtExit(cluster::close);
      progress.accept("Flink: starting a JobManager and " + taskManagers + " TaskManagers");
      try {
        cluster.members.startAll(taskManagers);
      } catch (LocalServerException e) {
        cluster.close();
        throw e;
      }
      long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
      progress.accept("Flink: ready on " + cluster.restUrl() + " after " + millis + " ms");
      return cluster;
    }

    private LocalFlinkCluster prepare(ServerFiles files) {
      int port = LoopbackPort.orFree(restPort);
      FlinkDistribution distribution = FlinkDistribution.in(files.root());
      Map<String, String> all = FlinkSettings.loopback(files.root(), port);
      all.put("taskmanager.numberOfTaskSlots", Integer.toString(slotsPerTaskManager));
      all.putAll(settings);
      FlinkSettings.write(distribution.configuration(), all);
      FlinkRest rest = new FlinkRest(URI.create("http://" + LoopbackPort.HOST + ":" + port));
      FlinkProcesses starter = new FlinkProcesses(distribution, lifetime, jvmFlags);
      ClusterMembers members = new ClusterMembers(files.root(), starter, rest, startupTimeout);
      return new LocalFlinkCluster(files, distribution, rest, members);
    }
  }
}
