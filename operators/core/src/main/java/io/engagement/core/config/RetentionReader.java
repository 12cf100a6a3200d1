package io.engagement.core.config;

import static io.engagement.core.yaml.Durations.DAY;

import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.carts.CartsDefinition;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Durations;
import java.util.List;

/**
 * Reads {@code retention}. A row that an event can still change must not be deleted: the change
 * would bring it back.
 */
final class RetentionReader {
  private static final String FOREVER = "forever";
  private static final long MOST = 3_650 * DAY;

  private RetentionReader() {}

  /**
   * @param correctedMillis how far behind the watermark events and claims still change what is
   *     published
   */
  static RetentionConfig read(
      ConfigNode node, long correctedMillis, List<ConfiguredMetric<?>> metrics) {
    RetentionConfig usual = RetentionConfig.DEFAULT;
    long longestPause = 0;
    long longestMemory = 0;
    for (ConfiguredMetric<?> metric : metrics) {
      if (metric.definition() instanceof SessionTerms sessions) {
        longestPause = Math.max(longestPause, sessions.gapMillis());
      }
      if (metric.definition() instanceof CartsDefinition carts) {
        longestMemory = Math.max(longestMemory, carts.rememberMillis());
      }
    }
    return new RetentionConfig(
        read(
            node.child("sessions"),
            usual.sessionsMillis(),
            correctedMillis + longestPause,
            "a session of that age can still change"),
        read(
            node.child("carts"),
            usual.cartsMillis(),
            correctedMillis + longestMemory,
            "a cart of that age can still change"),
        read(node.child("rejected"), usual.rejectedMillis(), 0, ""),
        read(node.child("late"), usual.lateMillis(), 0, ""),
        read(node.child("corrections"), usual.correctionsMillis(), 0, ""),
        read(node.child("tombstones"), usual.tombstonesMillis(), 0, ""),
        read(
            node.child("rolling-5m"),
            Math.max(usual.minutesMillis(), correctedMillis + DAY),
            correctedMillis,
            "a minute of that age can still change"));
  }

  private static long read(ConfigNode node, long absent, long changesMillis, String why) {
    if (node.isScalar() && node.text().equals(FOREVER)) {
      return RetentionConfig.FOREVER;
    }
    long millis = node.durationMillisOr(absent, DAY, MOST);
    if (node.isPresent() && millis <= changesMillis) {
      node.problem(
          Durations.format(millis) + " is too short: " + why,
          "more than " + Durations.format(changesMillis) + ", or " + FOREVER);
    }
    return millis;
  }
}
