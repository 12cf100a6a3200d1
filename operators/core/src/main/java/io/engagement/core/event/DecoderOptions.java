package io.engagement.core.event;

/**
 * What an {@link EventDecoder} lets pass, and whose clock it believes.
 *
 * @param recordBytes the longest record
 * @param textChars longer values of text are cut to so many chars
 * @param futureToleranceMillis how much later than its arrival an event may claim to have happened;
 *     an event later than that is set to its arrival
 */
public record DecoderOptions(
    int recordBytes, int textChars, long futureToleranceMillis, EventClock clock) {

  /** 256 KiB a record, 8 Ki chars a text, five minutes, the clock as the record suggests. */
  private static final DecoderOptions DEFAULTS =
      new DecoderOptions(256 << 10, 8 << 10, 300_000L, EventClock.AUTO);

  public DecoderOptions {
    if (recordBytes <= 0 || textChars < 2) {
      throw new IllegalArgumentException("no room: " + recordBytes + ", " + textChars);
    }
    if (futureToleranceMillis < 0) {
      throw new IllegalArgumentException("negative tolerance: " + futureToleranceMillis);
    }
  }

  public static DecoderOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another tolerance. */
  public DecoderOptions withFutureToleranceMillis(long millis) {
    return new DecoderOptions(recordBytes, textChars, millis, clock);
  }

  /** The same with another clock. */
  public DecoderOptions withClock(EventClock other) {
    return new DecoderOptions(recordBytes, textChars, futureToleranceMillis, other);
  }
}
