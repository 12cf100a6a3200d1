package io.engagement.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command of the operating system, run to its end. */
public final class ShellCommand {
  /** What the command said and how it ended; output and errors in one. */
  public record Outcome(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  private ShellCommand() {}

  /**
   * Runs the command and waits for its end. What it leaves running does not keep us waiting.
   *
   * @throws LocalServerException when it cannot be started, or does not end in time and was killed
   */
  public static Outcome run(List<String> command, Duration timeout) {
    try {
      // A file rather than a pipe: a server that the command leaves behind would hold the pipe
      // open.
      Path output = Files.createTempFile("engage-command-", ".log");
      try {
        return run(command, timeout, output);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new LocalServerException("Cannot run " + String.join(" ", command) + ": " + e, e);
    }
  }

  private static Outcome run(List<String> command, Duration timeout, Path output)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .start();
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Outcome(process.exitValue(), read(output));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new LocalServerException(
        String.join(" ", command) + " did not end in time:\n" + read(output));
  }

  private static String read(Path output) {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
