package io.engagement.core.metric.lifecycle;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.table.Period;
import java.util.List;

/**
 * One {@code lifecycle} definition of the configuration.
 *
 * @param events which events make a user active; page pings never do
 * @param periods of {@code DAY, WEEK, MONTH}
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record LifecycleDefinition(
    String id, EventMatcher events, List<Period> periods, List<String> breakdowns)
    implements SlicedMetric.Settings {
  public LifecycleDefinition {
    periods = List.copyOf(periods);
    breakdowns = List.copyOf(breakdowns);
  }
}
