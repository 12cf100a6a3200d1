package io.engagement.core.metric.recommendations;

/**
 * What belongs to what.
 *
 * @param clickMillis a click belongs to an impression up to so long before, inclusive
 * @param conversionMillis a line item of an order belongs to a click up to so long before,
 *     inclusive
 * @param onceMillis a impression repeats one of the same key up to so long before, inclusive
 * @param listOnceMillis the same of an item of a list that has no id of its own
 */
record Windows(long clickMillis, long conversionMillis, long onceMillis, long listOnceMillis) {
  /** How much earlier than its impression a click may be, inclusive: clocks and queues differ. */
  static final long EARLY_CLICK_MILLIS = 5_000L;
}
