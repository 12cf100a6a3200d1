package io.engagement.core.metric.retention;

import java.util.ArrayList;
import java.util.List;

/**
 * When a user started and came back, to the millisecond.
 *
 * <p>What is kept: times of returns that a start could still come before or a merge restate,
 * thinned; cohorts whose last step is not over.
 */
final class RollingSeries {
  static final long NEVER = Long.MIN_VALUE;

  /** The user's start in one cohort. */
  static final class Start {
    /** The number of the cohort's period. */
    final long cohort;

    final long timeMillis;

    /** Returns in the step that contains {@link #cutMillis}, before it; at most those needed. */
    int carried;

    Start(long cohort, long timeMillis, int carried) {
      this.cohort = cohort;
      this.timeMillis = timeMillis;
      this.carried = carried;
    }
  }

  final FirstEvent first;

  /** In order of time. */
  final List<Start> starts = new ArrayList<>(1);

  final ReturnTimes returns;

  /** Returns before it are not in {@link #returns} any more; {@link #NEVER} at first. */
  long cutMillis;

  RollingSeries(FirstEvent first, ReturnTimes returns, long cutMillis) {
    this.first = first;
    this.returns = returns;
    this.cutMillis = cutMillis;
  }
}
