package io.engagement.cli.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition was read, as the tables show it.
 *
 * @param nextOffset the first that was not read
 * @param watermarkLag of the clock; null without a watermark, zero for an input that has ended
 */
public record Progress(long nextOffset, @Nullable Duration watermarkLag) {

  /**
   * As published.
   *
   * @param watermark an instant, {@code infinity} when the input has ended; null or {@code
   *     -infinity} before there is one
   */
  static Progress of(long nextOffset, @Nullable String watermark, Instant now) {
    if (watermark == null || watermark.equals("-infinity")) {
      return new Progress(nextOffset, null);
    }
    return new Progress(
        nextOffset,
        watermark.equals("infinity")
            ? Duration.ZERO
            : Duration.between(Instant.parse(watermark), now));
  }
}
