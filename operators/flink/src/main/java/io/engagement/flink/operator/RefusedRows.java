package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.source.ControlRecord;
import io.engagement.flink.source.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the tables {@code rejected} and {@code late}: the original with its place and reason. Of
 * a longer original the first 64 KiB are kept, with the length and the SHA-256 of the whole: a row
 * must fit into a request of Kafka, whose limit is 1 MiB, even if each of its bytes is escaped.
 */
final class RefusedRows {
  static final int MOST_BYTES = 64 << 10;

  private static final int MOST_MESSAGE_CHARS = 1000;

  private RefusedRows() {}

  /** A record that is no event. */
  static RowChange rejected(SourceRecord record, String topic) {
    if (record.rejection == null) {
      throw new IllegalArgumentException("the record was not rejected");
    }
    return row(
        InputTables.REJECTED,
        key(InputTables.REJECTED, topic, record.partition, record.offset),
        record.rejection.name(),
        record.detail,
        record.original,
        record.whole,
        record.appendTimeMillis,
        record.file,
        record.line);
  }

  /** A record of the control topic that asks for nothing that can be done. */
  static RowChange request(ControlRecord record, String topic, String message) {
    return row(
        InputTables.REJECTED,
        key(InputTables.REJECTED, topic, record.partition(), record.offset()),
        RejectionReason.INVALID_REQUEST.name(),
        message,
        record.value(),
        null,
        record.appendTimeMillis(),
        null,
        0);
  }

  /** An event that a metric threw at; its original seldom came along. */
  static RowChange poison(UserEvent event, String topic, String mistake) {
    return ofEvent(InputTables.REJECTED, event, topic, RejectionReason.POISON.name(), mistake);
  }

  /** An event that came too late. */
  static RowChange late(UserEvent event, String topic) {
    return ofEvent(
        InputTables.LATE,
        event,
        topic,
        "LATE",
        "event time %s is more than the late horizon behind the watermark %s"
            .formatted(
                java.time.Instant.ofEpochMilli(event.timeMillis),
                java.time.Instant.ofEpochMilli(event.judgedAtMillis())));
  }

  private static RowChange ofEvent(
      FactTable table, UserEvent event, String topic, String reason, String message) {
    return row(
        table,
        key(table, topic, event.partition, event.offset),
        reason,
        message,
        event.original(),
        null,
        event.appendTimeMillis,
        event.file,
        event.line);
  }

  private static RowChange row(
      FactTable table,
      Object[] key,
      String reason,
      String message,
      byte @Nullable [] original,
      SourceRecord.@Nullable Whole knownWhole,
      long appendTimeMillis,
      @Nullable String file,
      long line) {
    @Nullable Object[] values = table.newValues();
    InputTables.REASON.set(values, reason);
    InputTables.MESSAGE.set(values, storable(message));
    if (original != null) {
      byte[] kept = kept(original);
      String text = strictUtf8(kept);
      InputTables.ORIGINAL.set(
          values, text == null ? Base64.getEncoder().encodeToString(kept) : text);
      InputTables.ENCODING.set(values, text == null ? "base64" : "utf-8");
      SourceRecord.Whole whole = knownWhole == null ? SourceRecord.Whole.of(original) : knownWhole;
      InputTables.ORIGINAL_BYTES.set(values, whole.bytes());
      InputTables.ORIGINAL_SHA256.set(values, whole.sha256());
    }
    InputTables.APPEND_TIME.set(values, appendTimeMillis < 0 ? null : appendTimeMillis);
    InputTables.FILE.set(values, file);
    InputTables.LINE.set(values, line > 0 ? line : null);
    return new RowChange(table, key, values);
  }

  private static Object[] key(FactTable table, String topic, int partition, long offset) {
    Object[] key = table.newKey();
    InputTables.TOPIC.set(key, topic);
    InputTables.PARTITION.set(key, (long) partition);
    InputTables.OFFSET.set(key, offset);
    return key;
  }

  /** A message may quote anything: what no store takes is left out, and it is cut. */
  private static String storable(String message) {
    String cut =
        message.length() > MOST_MESSAGE_CHARS ? message.substring(0, MOST_MESSAGE_CHARS) : message;
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace('\0', '?');
  }

  /** The bytes that are kept; no character of UTF-8 is parted. */
  private static byte[] kept(byte[] original) {
    if (original.length <= MOST_BYTES) {
      return original;
    }
    int end = MOST_BYTES;
    while (end > MOST_BYTES - 3 && (original[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(original, end);
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
