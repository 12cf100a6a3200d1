package io.engagement.flink.source;

import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.SegmentDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Fills a {@link SourceRecord} from the bytes of a record. One reused record per decoder; not
 * thread-safe.
 */
public final class RecordDecoder {
  private static final byte[] NOTHING = {};

  private final SegmentDecoder decoder;
  private final SourceRecord record = new SourceRecord();

  public RecordDecoder(EventSchema schema, DecoderOptions options) {
    this.decoder = new SegmentDecoder(schema, options);
  }

  /**
   * Decodes one record. The caller sets {@code file} and {@code line} where they are known.
   *
   * @param bytes the whole record; null for a record without a value
   * @param appendTimeMillis when the broker appended it, or {@link SourceRecord#NO_TIME}
   * @return the reused record
   */
  public SourceRecord decode(
      byte @Nullable [] bytes, int topicIndex, int partition, long offset, long appendTimeMillis) {
    byte[] value = bytes == null ? NOTHING : bytes;
    RejectionReason rejection =
        decoder.decode(value, 0, value.length, appendTimeMillis, record.event);
    record.rejection = rejection;
    record.detail = rejection == null ? "" : decoder.rejectionDetail();
    record.topicIndex = topicIndex;
    record.partition = partition;
    record.offset = offset;
    record.appendTimeMillis = appendTimeMillis;
    record.original = value;
    record.file = null;
    record.line = 0;
    return record;
  }
}
