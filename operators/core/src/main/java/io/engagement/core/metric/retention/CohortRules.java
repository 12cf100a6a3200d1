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

  /** Whether there are cohorts that further returns may matter to. */
  boolean hasCohorts(T slice);

  void comeBack(T slice, UserEvent event, RetentionCells cells);

  /** Expires what cannot matter when events are accepted from a time on only. */
  void expire(T slice, long acceptedFromMillis);

  /** Adds all that the slice contributes. */
  void contribute(T slice, RetentionCells cells);
}
