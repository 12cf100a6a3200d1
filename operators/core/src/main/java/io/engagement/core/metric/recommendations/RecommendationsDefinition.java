package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.MetricDefinition;
import java.util.List;

/**
 * One {@code recommendations} definition of the configuration.
 *
 * @param clickWindowMillis how long after an impression a click still belongs to it, inclusive
 * @param conversionWindowMillis how long after a click an order still belongs to it, inclusive
 * @param onceWithinMillis an impression that was shown so long before, inclusive, is a repeat
 * @param listOnceWithinMillis the same of an item of a product list that has no id of its own
 * @param positions from what number the positions of a list count
 * @param currency of orders that name none
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record RecommendationsDefinition(
    String id,
    long clickWindowMillis,
    long conversionWindowMillis,
    long onceWithinMillis,
    long listOnceWithinMillis,
    Positions positions,
    String currency,
    List<String> breakdowns)
    implements MetricDefinition {
  public RecommendationsDefinition {
    breakdowns = List.copyOf(breakdowns);
  }

  /** From what number the positions of a list count. */
  public enum Positions {
    /** From 0 in a list in which a 0 occurs, else from 1. */
    AUTO,
    FROM_1,
    FROM_0
  }
}
