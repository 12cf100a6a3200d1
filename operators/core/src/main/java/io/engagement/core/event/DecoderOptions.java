package io.engagement.core.event;

import io.engagement.core.event.json.JsonLimits;

/**
 * What a {@link SegmentDecoder} lets pass.
 *
 * @param limits bounds on the JSON of a record
 * @param futureToleranceMillis how much later than its append time an event may claim to have
 *     happened; an event later than that is set to the append time
 */
public record DecoderOptions(JsonLimits limits, long futureToleranceMillis) {
  /** 256 KiB a record, depth 32, 8 KiB a used string, 128 bytes a member name, 100 digits. */
  public static final JsonLimits DEFAULT_LIMITS = new JsonLimits(256 << 10, 32, 8 << 10, 128, 100);

  public DecoderOptions {
    if (futureToleranceMillis < 0) {
      throw new IllegalArgumentException("negative tolerance: " + futureToleranceMillis);
    }
  }

  /** The default limits and a tolerance of five minutes. */
  public static DecoderOptions defaults() {
    return new DecoderOptions(DEFAULT_LIMITS, 300_000L);
  }

  /** The same with another tolerance. */
  public DecoderOptions withFutureToleranceMillis(long millis) {
    return new DecoderOptions(limits, millis);
  }
}
