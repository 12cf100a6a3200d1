package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.SliceKind;

/**
 * How one way of counting keeps a slice of a user's history, and what the slice contributes. Every
 * change goes out at once.
 *
 * @param <T> the slice
 */
interface CohortRules<T> extends SliceKind<T> {

  /** The event that decides about the only cohort. */
  FirstEvent first(T slice);

  /** Takes a start of a user who is in the cohort of every start. */
  void start(T slice, long timeMillis, RetentionCells cells);

  /** Takes back the only cohort, if there is one. */
  void removeOnly(T slice, RetentionCells cells);

  /** Adds all that one of the cohorts contributes. */
  void addCohort(T slice, long cohort, RetentionCells cells);

  /** The number of the first cohort's period; {@link Long#MAX_VALUE} when there is none. */
  long firstCohort(T slice);

  /** Whether there are cohorts that further returns may matter to. */
  boolean hasCohorts(T slice);

  void comeBack(T slice, UserEvent event, RetentionCells cells);

  /** Expires what of cohorts and returns cannot matter when nothing before a time changes. */
  void expire(T slice, long restatedFromMillis);

  /** An instant after the last return that is kept; {@link Long#MIN_VALUE} when none is. */
  long lastReturnMillis(T slice);

  /**
   * Adds all that the slice contributes to periods that may still change: one that the cohort has
   * left behind by then was counted, but is not known any more.
   */
  void contribute(T slice, long restatedFromMillis, RetentionCells cells);
}
