package io.engagement.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A child JVM. Its output goes to a log file; Ctrl-C in the terminal reaches the parent alone,
 * which then stops its children in the order it wants. An attached child ends when the parent does,
 * even after {@code kill -9}; a detached one lives on.
 */
public final class JavaProcess implements AutoCloseable {
  /** Whether the child ends with its parent. */
  public enum Lifetime {
    ATTACHED,
    DETACHED
  }

  private static final Duration ORDERLY_STOP = Duration.ofSeconds(10);
  private static final Duration KILLED = Duration.ofSeconds(10);
  private static final int TAIL_LINES = 40;

  private final String name;
  private final Process process;
  private final Path log;

  JavaProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** A child JVM to be; {@code name} appears in messages. */
  public static JavaLaunch launch(String name, String mainClass) {
    return new JavaLaunch(name, mainClass);
  }

  public long pid() {
    return process.pid();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean alive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /** The end of the log, for messages. */
  public String logTail() {
    return LogTail.of(log, TAIL_LINES);
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @throws LocalServerException with the end of the log, when the process ends first or time is up
   */
  public void awaitReady(BooleanSupplier ready, Duration timeout) {
    boolean inTime = Waiting.holdsWithin(() -> !alive() || ready.getAsBoolean(), timeout);
    if (!alive()) {
      throw new LocalServerException(
          name + " ended with exit code " + process.exitValue() + " instead of starting." + why());
    }
    if (!inTime) {
      throw new LocalServerException(
          name + " is not ready after " + timeout.toSeconds() + " seconds." + why());
    }
  }

  /** Waits for the process to end by itself; the exit code. */
  public int awaitExit(Duration timeout) {
    Waiting.until(
        () -> !alive(),
        timeout,
        () -> name + " still runs after " + timeout.toSeconds() + " seconds." + why());
    return process.exitValue();
  }

  private String why() {
    return " The end of " + log + ":\n" + logTail();
  }

  /** Kills the process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    Waiting.until(() -> !alive(), KILLED, () -> name + " (pid " + pid() + ") survived kill -9.");
  }

  /** Asks the process to end; kills it when it does not within some seconds. */
  @Override
  public void close() {
    stop(ORDERLY_STOP);
  }

  /** Asks the process to end; kills it when it does not in time. */
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    process.onExit().join();
  }
}
