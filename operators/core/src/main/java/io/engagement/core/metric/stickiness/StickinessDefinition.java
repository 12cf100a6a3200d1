package io.engagement.core.metric.stickiness;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.table.Period;
import java.util.List;

/**
 * One {@code stickiness} definition of the configuration.
 *
 * @param events which events count; page pings never do
 * @param interval what is counted
 * @param minEvents from how many events on an interval counts; at least 1
 * @param periods in which they are counted, of {@code DAY, WEEK, MONTH, ROLLING_30D}, each longer
 *     than the interval
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record StickinessDefinition(
    String id,
    EventMatcher events,
    Interval interval,
    int minEvents,
    List<Period> periods,
    List<String> breakdowns)
    implements SlicedMetric.Settings {

  /** What is counted. */
  public enum Interval {
    /** The hours of a day, counted from its first instant; the last one may be shorter. */
    HOUR,
    DAY,
    /** Weeks; one that crosses the edge of a period counts by what lies inside. */
    WEEK;

    /** Whether a period has several of them. */
    boolean divides(Period period) {
      return switch (this) {
        case HOUR -> true;
        case DAY -> period != Period.DAY;
        case WEEK -> period != Period.DAY && period != Period.WEEK;
      };
    }
  }

  public StickinessDefinition {
    periods = List.copyOf(periods);
    breakdowns = List.copyOf(breakdowns);
  }
}
