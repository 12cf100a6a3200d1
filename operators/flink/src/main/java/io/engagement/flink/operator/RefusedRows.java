package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.FactTable;
import io.engagement.core.metric.RowChange;
import io.engagement.flink.source.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Rows of the tables {@code rejected} and {@code late}: the original with its place and reason. */
final class RefusedRows {
  private RefusedRows() {}

  /** A record that is no event. */
  static RowChange rejected(SourceRecord record, String topic) {
    if (record.rejection == null) {
      throw new IllegalArgumentException("the record was not rejected");
    }
    return row(
        InputTables.REJECTED,
        new Object[] {topic, (long) record.partition, record.offset},
        record.rejection.name(),
        record.detail,
        record.original,
        record.appendTimeMillis,
        record.file,
        record.line);
  }

  /** An event that a metric threw at. */
  static RowChange poison(UserEvent event, String topic, String mistake) {
    byte[] original = event.original;
    return row(
        InputTables.REJECTED,
        new Object[] {topic, (long) event.partition, event.offset},
        RejectionReason.POISON.name(),
        mistake,
        original == null ? new byte[0] : original,
        event.appendTimeMillis,
        event.file,
        event.line);
  }

  /** An event that came too late. */
  static RowChange late(UserEvent event, String topic, long judgedAtMillis) {
    byte[] original = event.original;
    return row(
        InputTables.LATE,
        new Object[] {topic, (long) event.partition, event.offset},
        "LATE",
        "event time %s is more than the late horizon behind the watermark %s"
            .formatted(
                java.time.Instant.ofEpochMilli(event.timeMillis),
                java.time.Instant.ofEpochMilli(judgedAtMillis)),
        original == null ? new byte[0] : original,
        event.appendTimeMillis,
        event.file,
        event.line);
  }

  private static RowChange row(
      FactTable table,
      Object[] key,
      String reason,
      String message,
      byte[] original,
      long appendTimeMillis,
      @Nullable String file,
      long line) {
    String text = strictUtf8(original);
    return new RowChange(
        table,
        key,
        new Object[] {
          reason,
          message,
          text == null ? Base64.getEncoder().encodeToString(original) : text,
          text == null ? "base64" : "utf-8",
          appendTimeMillis < 0 ? null : appendTimeMillis,
          file,
          line > 0 ? line : null
        });
  }

  /**
   * The text, or null when the bytes are not UTF-8 or hold a NUL, which PostgreSQL cannot store.
   */
  private static @Nullable String strictUtf8(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
