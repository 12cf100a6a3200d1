package io.engagement.local.flink;

import io.engagement.local.process.JavaProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the processes of a cluster as Flink's own scripts do. */
public final class FlinkProcesses {
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

  private final FlinkDistribution distribution;
  private final JavaProcess.Lifetime lifetime;
  private final List<String> extraFlags;
  private @Nullable Memory memory;

  public FlinkProcesses(
      FlinkDistribution distribution, JavaProcess.Lifetime lifetime, List<String> extraFlags) {
    this.distribution = distribution;
    this.lifetime = lifetime;
    this.extraFlags = List.copyOf(extraFlags);
  }

  /** Starts a JobManager; it is not ready yet on return. */
  public JavaProcess startJobManager() {
    MemoryFlags flags = memory().jobManager();
    List<String> arguments = configuration();
    arguments.addAll(List.of("--executionMode", "cluster"));
    arguments.addAll(flags.dynamic());
    return launch("jobmanager", JOB_MANAGER, flags, arguments);
  }

  /** Starts a TaskManager, known to its JobManager by this name; not ready yet on return. */
  public JavaProcess startTaskManager(String name) {
    MemoryFlags flags = memory().taskManager();
    List<String> arguments = configuration();
    arguments.addAll(flags.dynamic());
    arguments.addAll(List.of("-D", "taskmanager.resource-id=" + name));
    return launch(name, TASK_MANAGER, flags, arguments);
  }

  private List<String> configuration() {
    return new ArrayList<>(List.of("--configDir", distribution.configuration().toString()));
  }

  private JavaProcess launch(
      String name, String mainClass, MemoryFlags flags, List<String> arguments) {
    Path log = distribution.logs().resolve(name + ".log");
    return distribution
        .launch("Flink's " + name, mainClass)
        .jvmFlags(flags.jvm())
        .jvmFlags(distribution.logging("log4j.properties", log))
        .jvmFlags(List.of("-Djava.net.preferIPv4Stack=true"))
        .jvmFlags(extraFlags)
        .arguments(arguments)
        .lifetime(lifetime)
        .start(log);
  }

  private record Memory(MemoryFlags jobManager, MemoryFlags taskManager) {}

  // Both questions at once: each takes a JVM of its own.
  private Memory memory() {
    if (memory != null) {
      return memory;
    }
    MemoryFlags.Question jobManager = MemoryFlags.ask(distribution, MemoryFlags.Of.JOB_MANAGER);
    MemoryFlags.Question taskManager = MemoryFlags.ask(distribution, MemoryFlags.Of.TASK_MANAGER);
    Memory answer = new Memory(jobManager.answer(), taskManager.answer());
    memory = answer;
    return answer;
  }
}
