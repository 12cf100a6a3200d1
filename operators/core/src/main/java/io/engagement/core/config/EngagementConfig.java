package io.engagement.core.config;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.ConfiguredMetric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a deployment is told, validated. Read with {@link EngagementConfigReader}; shipped to
 * other processes as its {@link ConfigText}.
 *
 * @param deployment names transactions, the ledger's rows and the consumer group
 * @param exclude events that are filtered before any metric sees them; null for none
 * @param breakdowns name to JSON path, in the order of the configuration
 * @param vocabulary what it calls the fields and events of shops
 * @param metrics in the order of the catalogue, then of the configuration; at least one
 */
public record EngagementConfig(
    String deployment,
    TimeConfig time,
    SourceConfig source,
    IdentityConfig identity,
    DeletionConfig deletion,
    DedupConfig dedup,
    LimitsConfig limits,
    @Nullable EventMatcher exclude,
    Map<String, String> breakdowns,
    Vocabulary vocabulary,
    SinksConfig sinks,
    RetentionConfig retention,
    List<ConfiguredMetric<?>> metrics) {
  public EngagementConfig {
    breakdowns = Collections.unmodifiableMap(new LinkedHashMap<>(breakdowns));
    metrics = List.copyOf(metrics);
  }

  /** The same for records in another format. */
  public EngagementConfig reading(SourceConfig.Format format) {
    return new EngagementConfig(
        deployment,
        time,
        new SourceConfig(source.kafka(), format),
        identity,
        deletion,
        dedup,
        limits,
        exclude,
        breakdowns,
        vocabulary,
        sinks,
        retention,
        metrics);
  }

  /** How long message ids are kept: as long as an event of their time would still be accepted. */
  public long dedupHorizonMillis() {
    return Math.max(dedup.horizonMillis(), time.lateHorizonMillis());
  }

  /**
   * Repeated events.
   *
   * @param horizonMillis how long ids are kept at least; the late horizon counts when it is longer
   * @param ordersMillis how far apart two orders of one user and id are one order
   */
  public record DedupConfig(long horizonMillis, long ordersMillis, OnCollision onCollision) {

    /** What becomes of an event whose id was already used by a different event. */
    public enum OnCollision {
      DROP,
      KEEP
    }
  }
}
