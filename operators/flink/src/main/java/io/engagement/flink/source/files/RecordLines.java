package io.engagement.flink.source.files;

import io.engagement.flink.source.SourceRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream that hold something, as bytes without the line feed. Lines of only white
 * space, or a byte order mark and white space, are passed over and counted. Of a line longer than
 * the bound only that many bytes are kept: enough to tell that it is too long.
 */
public final class RecordLines implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int COMPRESSED_BUFFER_BYTES = 1 << 16;

  /** The byte order mark of UTF-8. */
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private byte[] current = new byte[1024];
  private int length;
  private long lineBytes;
  private @Nullable MessageDigest digest;
  private long line;
  private long offset;

  /**
   * @param line lines before the stream's position
   * @param offset bytes before the stream's position
   */
  RecordLines(InputStream in, int mostBytes, long line, long offset) {
    this.in = in;
    this.mostBytes = mostBytes;
    this.line = line;
    this.offset = offset;
  }

  /**
   * The lines of a file, decompressed when its name ends in {@code .gz}, from its beginning.
   *
   * @param mostBytes what is kept of a line
   */
  public static RecordLines of(String path, int mostBytes) throws IOException {
    return open(path, mostBytes, 0, 0);
  }

  static RecordLines open(String path, int mostBytes, long line, long offset) throws IOException {
    InputStream raw = Files.newInputStream(Path.of(path));
    try {
      InputStream in =
          path.endsWith(".gz") ? new GZIPInputStream(raw, COMPRESSED_BUFFER_BYTES) : raw;
      in.skipNBytes(offset);
      return new RecordLines(in, mostBytes, line, offset);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Moves to the next line that holds something; false at the end. */
  public boolean next() throws IOException {
    while (nextLine()) {
      if (!isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** A copy of the current line. */
  public byte[] bytes() {
    return Arrays.copyOf(current, length);
  }

  /** Of a current line of which only a part is kept: what it is as a whole; else null. */
  public SourceRecord.@Nullable Whole whole() {
    MessageDigest done = digest;
    return done == null
        ? null
        : new SourceRecord.Whole(lineBytes, HexFormat.of().formatHex(done.digest()));
  }

  /** The number of the current line, from 1; lines read so far. */
  public long line() {
    return line;
  }

  /** Where the next line begins, in bytes of the uncompressed stream. */
  long nextOffset() {
    return offset;
  }

  private boolean nextLine() throws IOException {
    length = 0;
    lineBytes = 0;
    digest = null;
    boolean begun = false;
    while (true) {
      if (at == end) {
        at = 0;
        end = Math.max(in.read(buffer), 0);
        if (end == 0) {
          line += begun ? 1 : 0;
          return begun;
        }
      }
      begun = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      keep(from, at - from);
      offset += at - from;
      if (at < end) {
        at++;
        offset++;
        line++;
        return true;
      }
    }
  }

  private void keep(int from, int count) {
    lineBytes += count;
    int kept = Math.min(count, mostBytes - length);
    if (kept < count) {
      MessageDigest begun = digest;
      if (begun == null) {
        begun = SourceRecord.Whole.newDigest();
        begun.update(current, 0, length);
        digest = begun;
      }
      begun.update(buffer, from, count);
    }
    if (length + kept > current.length) {
      current = Arrays.copyOf(current, Math.max(2 * current.length, length + kept));
    }
    System.arraycopy(buffer, from, current, length, kept);
    length += kept;
  }

  private boolean isMark() {
    return length >= MARK.length && Arrays.equals(current, 0, MARK.length, MARK, 0, MARK.length);
  }

  private boolean isBlank() {
    for (int i = isMark() ? MARK.length : 0; i < length; i++) {
      byte b = current[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
