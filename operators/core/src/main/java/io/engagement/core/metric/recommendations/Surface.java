package io.engagement.core.metric.recommendations;

import org.jspecify.annotations.Nullable;

/**
 * Where and when something counts.
 *
 * @param bucket epoch day of the zone
 * @param values by breakdown; null where it was not recorded
 */
record Surface(long bucket, String placement, String model, @Nullable String[] values) {
  static final String[] NO_VALUES = {};
}
