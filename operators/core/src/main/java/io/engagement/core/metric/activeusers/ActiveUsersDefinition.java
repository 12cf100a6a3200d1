package io.engagement.core.metric.activeusers;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.table.Period;
import java.util.List;

/**
 * One {@code active-users} definition of the configuration.
 *
 * @param events which events make a user active; page pings never do
 * @param periods of {@code DAY, WEEK, MONTH, ROLLING_7D, ROLLING_30D, ROLLING_5M}
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record ActiveUsersDefinition(
    String id, EventMatcher events, List<Period> periods, List<String> breakdowns)
    implements SlicedMetric.Settings {
  public ActiveUsersDefinition {
    periods = List.copyOf(periods);
    breakdowns = List.copyOf(breakdowns);
  }
}
