package io.engagement.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file. */
public final class LogTail {
  private static final int BYTES_PER_LINE = 400;

  private LogTail() {}

  /** At most this many lines; a note instead when the file cannot be read. */
  public static String of(Path log, int lines) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - (long) lines * BYTES_PER_LINE);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
      return last.isEmpty() ? "  (the log is empty)" : "  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "  (no log: " + e.getMessage() + ")";
    }
  }
}
