package io.engagement.core.metric.retention;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.table.Period;
import java.util.List;

/**
 * One {@code retention} definition of the configuration.
 *
 * @param start which events put a user into a cohort
 * @param returns which events count as coming back
 * @param period of {@code HOUR, DAY, WEEK, MONTH}
 * @param periods the last index that is published, from 1
 * @param minReturns how many returns a period needs, from 1
 * @param breakdowns names of dimensions that get rows beside the total
 * @param attribution which events must carry a value for the user to count under it
 */
public record RetentionDefinition(
    String id,
    EventMatcher start,
    EventMatcher returns,
    Period period,
    int periods,
    Cohort cohort,
    Counting counting,
    int minReturns,
    List<String> breakdowns,
    Attribution attribution)
    implements MetricDefinition {

  /** Which cohorts a user belongs to. */
  public enum Cohort {
    /** That of the first start. */
    FIRST_TIME,
    /** That of every period with a start. */
    RECURRING,
    /**
     * That of the first event that would be a start without its {@code where}; none when it fails
     * it.
     */
    FIRST_EVER
  }

  /** When a user counts at an index. */
  public enum Counting {
    /** Returned in the period so many after the cohort's. */
    ON,
    /** Returned in that period or any later one. */
    ON_OR_AFTER,
    /** Returned in the step so many after the user's own start: of 1 h, 24 h, 7 d or 30 d. */
    ROLLING
  }

  /** Whose dimension value a user counts under. */
  public enum Attribution {
    /** That of the start and of the return: every value has a history of its own. */
    BOTH,
    /**
     * That of the start alone, whatever value the return carries: of the first one, with {@link
     * Cohort#RECURRING} each of those that the starts in the cohort's period carry.
     */
    START
  }

  public RetentionDefinition {
    breakdowns = List.copyOf(breakdowns);
  }

  /** Whether a user has one cohort at most. */
  boolean isSingleCohort() {
    return cohort != Cohort.RECURRING;
  }

  boolean isOfStart() {
    return attribution == Attribution.START;
  }
}
