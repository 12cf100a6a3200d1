package io.engagement.core.metric.retention;

import io.engagement.core.state.SparseBits;
import io.engagement.core.state.SparseCounts;

/**
 * When a user started and came back, by calendar period.
 *
 * <p>What is kept: periods with returns that an accepted event could still fall into, or a merge
 * restate; cohorts that a return in one of these could still count for.
 */
final class CalendarSeries {
  static final long NONE = Long.MIN_VALUE;

  final FirstEvent first;
  final SparseBits cohorts;

  /** Periods with enough returns. */
  final SparseBits returns;

  /** Periods with too few. */
  final SparseCounts fewReturns;

  /** The last period with enough returns, or {@link #NONE}; kept only where it matters. */
  long lastReturn;

  CalendarSeries(
      FirstEvent first,
      SparseBits cohorts,
      SparseBits returns,
      SparseCounts fewReturns,
      long lastReturn) {
    this.first = first;
    this.cohorts = cohorts;
    this.returns = returns;
    this.fewReturns = fewReturns;
    this.lastReturn = lastReturn;
  }
}
