package io.engagement.jobs.topology;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.MetricsFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * Ships a configuration as it is written; every task reads it again.
 *
 * @param text a valid configuration
 * @param onChange what becomes of the rows of definitions that were removed or changed, by id
 */
public record ConfiguredMetrics(ConfigText text, Map<String, OnChange> onChange)
    implements MetricsFactory {

  public ConfiguredMetrics {
    onChange = new HashMap<>(onChange);
  }

  /** For a start without other definitions than before. */
  public ConfiguredMetrics(ConfigText text) {
    this(text, Map.of());
  }

  @Override
  public Metrics create() {
    return Metrics.of(EngagementConfigReader.read(text).config());
  }
}
