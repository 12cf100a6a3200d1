package io.engagement.core.metric.trends;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.table.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code trends} definition of the configuration.
 *
 * @param events which events are counted
 * @param periods of {@code HOUR, DAY, WEEK, MONTH}
 * @param sum JSON path of the number that is added up; null for none
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record TrendsDefinition(
    String id,
    EventMatcher events,
    List<Period> periods,
    @Nullable String sum,
    List<String> breakdowns)
    implements MetricDefinition {
  public TrendsDefinition {
    periods = List.copyOf(periods);
    breakdowns = List.copyOf(breakdowns);
  }
}
