package io.engagement.bench.latency;

import io.engagement.bench.RecordBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** Moves generated records to another time, in place. */
final class Restamping {
  private static final List<byte[]> TIMES =
      Stream.of("timestamp", "originalTimestamp", "sentAt", "receivedAt")
          .map(name -> ("\"" + name + "\":\"").getBytes(StandardCharsets.US_ASCII))
          .toList();

  private static final byte[] CONTEXT = "\"context\":".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter WITH_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Restamping() {}

  static String text(Instant time) {
    return WITH_MILLIS.format(time);
  }

  /** Adds so many milliseconds to all times of the record that stand in front of the context. */
  static void move(byte[] bytes, int length, long millis) {
    int head = RecordBytes.indexOf(CONTEXT, bytes, 0, length);
    for (byte[] name : TIMES) {
      int at = RecordBytes.indexOf(name, bytes, 0, head);
      if (at >= 0) {
        int begin = at + name.length;
        int end = RecordBytes.quote(bytes, begin);
        Instant time =
            Instant.parse(new String(bytes, begin, end - begin, StandardCharsets.US_ASCII));
        byte[] moved = text(time.plusMillis(millis)).getBytes(StandardCharsets.US_ASCII);
        if (moved.length != end - begin) {
          throw new IllegalStateException("a time is not written with milliseconds: " + time);
        }
        System.arraycopy(moved, 0, bytes, begin, moved.length);
      }
    }
  }
}
