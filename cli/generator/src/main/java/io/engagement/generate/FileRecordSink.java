package io.engagement.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes one record a line, compressed when the file's name ends in {@code .gz}. */
public final class FileRecordSink implements RecordSink {
  private static final int BUFFER_BYTES = 1 << 20;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;

  private FileRecordSink(OutputStream out) {
    this.out = out;
  }

  /** Creates or replaces the file; its folder must exist. */
  public static FileRecordSink toFile(Path file) throws IOException {
    OutputStream raw = Files.newOutputStream(file);
    return new FileRecordSink(
        file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, 1 << 16) : raw);
  }

  /** Writes to a stream, which is closed with the sink. */
  public static FileRecordSink toStream(OutputStream stream) {
    return new FileRecordSink(stream);
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException {
    if (buffered + length + 1 > BUFFER_BYTES) {
      drain();
    }
    if (length + 1 > BUFFER_BYTES) {
      out.write(bytes, 0, length);
      out.write('\n');
      return;
    }
    System.arraycopy(bytes, 0, buffer, buffered, length);
    buffered += length;
    buffer[buffered++] = '\n';
  }

  @Override
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    drain();
    out.close();
  }

  private void drain() throws IOException {
    out.write(buffer, 0, buffered);
    buffered = 0;
  }
}
