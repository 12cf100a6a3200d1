package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A shell at the other end of a pipe: when this JVM is gone, however it went, the pipe ends and the
 * shell stops the server. Closing releases the shell without stopping anything.
 */
final class ParentWatch implements AutoCloseable {
  private static final String SCRIPT =
      "trap '' INT HUP TERM; read -r word; [ \"$word\" = released ] && exit 0;"
          + " read -r pid < \"$1\" && kill -INT \"$pid\"";

  private final Process shell;

  private ParentWatch(Process shell) {
    this.shell = shell;
  }

  /** Watches over the process whose id is the first line of {@code pidFile} at that time. */
  static ParentWatch over(Path pidFile) {
    try {
      return new ParentWatch(
          new ProcessBuilder("/bin/sh", "-c", SCRIPT, "engage-watch", pidFile.toString())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new LocalServerException("Cannot start a shell: " + e, e);
    }
  }

  @Override
  public void close() {
    if (!shell.isAlive()) {
      return;
    }
    try {
      shell.getOutputStream().write("released\n".getBytes(StandardCharsets.US_ASCII));
      shell.getOutputStream().close();
      if (!shell.waitFor(5, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The shell that watches over PostgreSQL is gone", e);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      shell.destroyForcibly();
    }
  }
}
