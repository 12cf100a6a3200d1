package io.engagement.flink.source;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.Identity;
import io.engagement.core.event.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * Fills a {@link SourceRecord} from the bytes of a record. One reused record per decoder; not
 * thread-safe.
 */
public final class RecordDecoder {
  private static final byte[] NOTHING = {};

  private final EventDecoder decoder;
  private final Identity identity;
  private final SourceRecord record = new SourceRecord();

  public RecordDecoder(Metrics metrics) {
    this(metrics.decoder(), metrics.identity());
  }

  RecordDecoder(EventDecoder decoder, Identity identity) {
    this.decoder = decoder;
    this.identity = identity;
  }

  /**
   * Decodes one record. The caller sets {@code progress}, and {@code file}, {@code line} and {@code
   * isArrivalTrusted} where they are known.
   *
   * @param bytes the whole record; null for a record without a value
   * @param appendTimeMillis when the broker appended it, or {@link SourceRecord#NO_TIME}
   * @return the reused record
   */
  public SourceRecord decode(
      byte @Nullable [] bytes, int topicIndex, int partition, long offset, long appendTimeMillis) {
    byte[] value = bytes == null ? NOTHING : bytes;
    decode(value, appendTimeMillis);
    record.topicIndex = topicIndex;
    record.partition = partition;
    record.offset = offset;
    record.appendTimeMillis = appendTimeMillis;
    record.original = value;
    record.isArrivalTrusted = false;
    record.progress = null;
    record.file = null;
    record.line = 0;
    record.whole = null;
    return record;
  }

  /** A mistake of the decoder costs the record it was made on, never the job. */
  private void decode(byte[] value, long appendTimeMillis) {
    try {
      RejectionReason rejection =
          decoder.decode(value, 0, value.length, appendTimeMillis, record.event);
      record.rejection = rejection;
      record.detail = rejection == null ? "" : decoder.rejectionDetail();
      if (rejection == null) {
        identity.assign(record.event);
      }
      record.warnings.copyFrom(decoder.warnings());
    } catch (RuntimeException | StackOverflowError mistake) {
      record.rejection = RejectionReason.POISON;
      record.detail = "decoding threw " + mistake;
      record.warnings.clear();
    }
  }
}
