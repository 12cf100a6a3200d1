package io.engagement.local.flink;

import io.engagement.local.process.ProcessEnd;
import java.time.Instant;
import java.util.Optional;

/**
 * A process of a cluster, which another program can find again.
 *
 * @param name the role and number, such as {@code taskmanager-2}
 * @param startedMillis when the process began, to tell it from a later one with the same id
 */
public record ClusterProcess(String name, long pid, long startedMillis) {

  /** The record of a process that was just started. */
  public static ClusterProcess of(String name, ProcessHandle process) {
    return new ClusterProcess(name, process.pid(), startedMillis(process));
  }

  /** The process while it runs. */
  public Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(process -> startedMillis(process) == startedMillis)
        .filter(process -> !ProcessEnd.isGone(process));
  }

  public boolean alive() {
    return handle().isPresent();
  }

  private static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
