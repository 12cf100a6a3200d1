package io.engagement.core.metric.experiments;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code experiments} definition of the configuration.
 *
 * @param exposure events that say which variant of which experiment a user saw
 * @param goals what is counted from the exposure on, at least one
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record ExperimentsDefinition(
    String id, EventMatcher exposure, List<Goal> goals, List<String> breakdowns)
    implements MetricDefinition {

  /**
   * What users of a variant may do.
   *
   * @param id published in the {@code goal} column
   * @param events which events reach it
   * @param value JSON path of the number that is summed; null to count the events
   */
  public record Goal(String id, EventMatcher events, @Nullable String value) {}

  public ExperimentsDefinition {
    goals = List.copyOf(goals);
    breakdowns = List.copyOf(breakdowns);
  }
}
