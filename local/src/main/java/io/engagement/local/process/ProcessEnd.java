package io.engagement.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** Whether processes that are no children of ours have ended. */
public final class ProcessEnd {
  private ProcessEnd() {}

  /**
   * Returns when all of them are gone.
   *
   * @throws LocalServerException when one is still there after the timeout
   */
  public static void await(Collection<ProcessHandle> processes, Duration timeout) {
    Waiting.until(
        () -> processes.stream().allMatch(ProcessEnd::isGone),
        timeout,
        () ->
            "Still running: "
                + processes.stream()
                    .filter(process -> !isGone(process))
                    .map(ProcessHandle::pid)
                    .toList());
  }

  /** Whether the process has ended; one that nobody collects has ended as well. */
  public static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || isZombie(process.pid());
  }

  // Where process 1 of a container does not collect orphans, they stay as zombies.
  private static boolean isZombie(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      return Files.exists(stat) && Files.readString(stat).contains(") Z ");
    } catch (NoSuchFileException endedMeanwhile) {
      return true;
    } catch (IOException e) {
      if (!Files.exists(stat)) {
        return true;
      }
      throw new UncheckedIOException(e);
    }
  }
}
