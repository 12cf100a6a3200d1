package io.engagement.jobs.topology;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.MetricsFactory;

/**
 * Ships a configuration as it is written; every task reads it again.
 *
 * @param text a valid configuration
 */
public record ConfiguredMetrics(ConfigText text) implements MetricsFactory {

  @Override
  public Metrics create() {
    return Metrics.of(EngagementConfigReader.read(text).config());
  }
}
