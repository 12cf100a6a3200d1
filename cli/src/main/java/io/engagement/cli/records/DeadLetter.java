package io.engagement.cli.records;

import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A record that was refused, as its row says it.
 *
 * @param original what is kept of it as text, or in base64 by {@code encoding}; null for nothing
 * @param originalBytes how many bytes the whole original has
 * @param sha256 of the whole original, in hexadecimal
 * @param appendTime when the broker appended it; null when that is not known
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    String reason,
    String message,
    @Nullable String original,
    @Nullable String encoding,
    long originalBytes,
    @Nullable String sha256,
    @Nullable Instant appendTime) {

  /** The newest first; those whose time is not known last. */
  public static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(
              DeadLetter::appendTime, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .reversed()
          .thenComparing(DeadLetter::topic)
          .thenComparing(DeadLetter::partition)
          .thenComparing(Comparator.comparingLong(DeadLetter::offset).reversed());

  /** The record as it was sent; null when only a part of it is kept, or nothing. */
  public byte @Nullable [] whole() {
    if (original == null) {
      return null;
    }
    byte[] bytes =
        "base64".equals(encoding)
            ? Base64.getDecoder().decode(original)
            : original.getBytes(StandardCharsets.UTF_8);
    SourceRecord.Whole whole = SourceRecord.Whole.of(bytes);
    return whole.bytes() == originalBytes && whole.sha256().equals(sha256) ? bytes : null;
  }
}
