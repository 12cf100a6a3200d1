package io.engagement.flink;

import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Metrics;
import java.io.Serializable;
import java.util.Map;

/**
 * Makes the running definitions in a task. Every operator instance makes its own: they remember
 * days and buffers and are not thread-safe. What is shipped is the configuration's text.
 */
@FunctionalInterface
public interface MetricsFactory extends Serializable {

  /** New definitions; equal for every call in one job. */
  Metrics create();

  /** What becomes of the rows of definitions that were removed or changed, by id. */
  default Map<String, Definitions.OnChange> onChange() {
    return Map.of();
  }
}
