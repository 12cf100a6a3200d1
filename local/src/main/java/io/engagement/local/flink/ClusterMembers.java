package io.engagement.local.flink;

import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ProcessEnd;
import io.engagement.local.process.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes of one cluster: started, killed, stopped, and written down in the cluster's folder
 * before anything waits for them.
 */
public final class ClusterMembers {
  private static final String JOB_MANAGER = "jobmanager";
  private static final String TASK_MANAGER = "taskmanager-";
  private static final Duration ORDERLY_STOP = Duration.ofSeconds(15);
  private static final Duration KILLED = Duration.ofSeconds(15);

  private final Path home;
  private final FlinkProcesses starter;
  private final FlinkRest rest;
  private final Duration startupTimeout;
  private final Map<String, ClusterProcess> processes = new LinkedHashMap<>();
  private int lastTaskManager;

  /** A cluster without processes yet. */
  public ClusterMembers(
      Path home, FlinkProcesses starter, FlinkRest rest, Duration startupTimeout) {
    this.home = home;
    this.starter = starter;
    this.rest = rest;
    this.startupTimeout = startupTimeout;
  }

  /** Takes over the processes that another program started. */
  public void adopt(ClusterRecord record) {
    for (ClusterProcess process : record.processes()) {
      processes.put(process.name(), process);
      if (process.name().startsWith(TASK_MANAGER)) {
        int number = Integer.parseInt(process.name().substring(TASK_MANAGER.length()));
        lastTaskManager = Math.max(lastTaskManager, number);
      }
    }
  }

  /** Starts a JobManager and TaskManagers at once and returns when they know each other. */
  public void startAll(int taskManagers) {
    List<Starting> all = new ArrayList<>();
    all.add(launchJobManager());
    for (int i = 0; i < taskManagers; i++) {
      all.add(launchTaskManager());
    }
    all.forEach(this::await);
  }

  /** Starts a JobManager and returns when it answers. */
  public void startJobManager() {
    await(launchJobManager());
  }

  /** Starts one more TaskManager and returns when its JobManager knows it; its process id. */
  public long startTaskManager() {
    Starting starting = launchTaskManager();
    await(starting);
    return starting.process.pid();
  }

  /** The JobManager, if it runs. */
  public Optional<ClusterProcess> jobManager() {
    return alive().stream().filter(ClusterMembers::isJobManager).findFirst();
  }

  /** The running TaskManagers as they were started. */
  public List<ClusterProcess> taskManagers() {
    return alive().stream().filter(process -> !isJobManager(process)).toList();
  }

  /** Kills a process as {@code kill -9} does and waits until it is gone. */
  public void kill(ClusterProcess process) {
    List<ProcessHandle> handles = process.handle().stream().toList();
    handles.forEach(ProcessHandle::destroyForcibly);
    ProcessEnd.await(handles, KILLED);
    processes.remove(process.name());
    write();
  }

  /** Stops all processes, kills those that do not stop in time, and drops them. */
  public void stopAll() {
    List<ProcessHandle> running =
        alive().stream().flatMap(process -> process.handle().stream()).toList();
    running.forEach(ProcessHandle::destroy);
    boolean orderly =
        Waiting.holdsWithin(() -> running.stream().allMatch(ProcessEnd::isGone), ORDERLY_STOP);
    if (!orderly) {
      running.forEach(ProcessHandle::destroyForcibly);
      ProcessEnd.await(running, KILLED);
    }
    processes.clear();
    ClusterRecord.delete(home);
  }

  private record Starting(ClusterProcess member, JavaProcess process) {}

  private Starting launchJobManager() {
    jobManager()
        .ifPresent(
            running -> {
              throw new LocalServerException("The JobManager runs, pid " + running.pid() + ".");
            });
    return launched(JOB_MANAGER, starter.startJobManager());
  }

  private Starting launchTaskManager() {
    lastTaskManager++;
    String name = TASK_MANAGER + lastTaskManager;
    return launched(name, starter.startTaskManager(name));
  }

  private Starting launched(String name, JavaProcess process) {
    ClusterProcess member = ClusterProcess.of(name, process.handle());
    processes.put(name, member);
    write();
    return new Starting(member, process);
  }

  private void await(Starting starting) {
    String name = starting.member.name();
    starting.process.awaitReady(
        () -> isJobManager(starting.member) ? rest.answers() : rest.knowsTaskManager(name),
        startupTimeout);
  }

  private static boolean isJobManager(ClusterProcess process) {
    return process.name().equals(JOB_MANAGER);
  }

  private List<ClusterProcess> alive() {
    return processes.values().stream().filter(ClusterProcess::alive).toList();
  }

  private void write() {
    new ClusterRecord(rest.url(), List.copyOf(processes.values())).write(home);
  }
}
