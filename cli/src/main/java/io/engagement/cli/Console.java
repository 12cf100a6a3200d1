package io.engagement.cli;

import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine.Option;

/**
 * What a command says while it works, on standard error: one line that renews itself on a terminal,
 * a plain line now and then elsewhere, nothing with {@code --quiet}. Results go to standard output
 * and are not its business. Mixed into every command that takes time.
 */
final class Console {
  private static final long TERMINAL_EVERY_NANOS = 200_000_000L;
  private static final long PLAIN_EVERY_NANOS = 5_000_000_000L;
  private static final String ERASE_LINE = "\r\u001b[2K";

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but errors and results.")
  private boolean quiet;

  private final PrintStream err = System.err;
  private final boolean terminal = Boolean.getBoolean("engage.terminal");
  private long lastNanos = System.nanoTime();
  private boolean lineOpen;

  boolean isQuiet() {
    return quiet;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** A line that stays. */
  void say(String line) {
    if (!quiet) {
      closeLine();
      err.println(line);
    }
  }

  /** How far it is; shown as often as makes sense. */
  void progress(String what, long done, long total, long beganNanos) {
    long now = System.nanoTime();
    long every = terminal ? TERMINAL_EVERY_NANOS : PLAIN_EVERY_NANOS;
    if (quiet || now - lastNanos < every) {
      return;
    }
    lastNanos = now;
    double seconds = (now - beganNanos) / 1e9;
    String share =
        total > 0 ? String.format(Locale.ROOT, " of %,d (%d%%)", total, done * 100 / total) : "";
    String line =
        String.format(Locale.ROOT, "%s: %,d%s, %,.0f/s", what, done, share, done / seconds);
    if (terminal) {
      err.print(ERASE_LINE + line);
      err.flush();
      lineOpen = true;
    } else {
      err.println(line);
    }
  }

  private void closeLine() {
    if (lineOpen) {
      err.print(ERASE_LINE);
      lineOpen = false;
    }
  }
}
