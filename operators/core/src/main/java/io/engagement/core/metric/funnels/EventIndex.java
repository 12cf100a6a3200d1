package io.engagement.core.metric.funnels;

import java.util.Arrays;

/**
 * For every event of a part of a log: which event that counts for a step, or is excluded, comes
 * next. Reused from user to user.
 */
final class EventIndex {
  private static final int KEPT_INTS = 1 << 18;

  private final FunnelRules rules;

  /** Steps, exclusions, and what ends a strict attempt unless it is its next step. */
  private final int rows;

  private final int visible;
  private int[] next = {};
  private long[] counted = {};
  private int from;
  private int size;

  EventIndex(FunnelRules rules) {
    this.rules = rules;
    this.visible = rules.steps + rules.exclusions.size();
    this.rows = visible + 1;
  }

  /** Looks at the log from an event on. */
  void over(FunnelState state, int first) {
    from = first;
    size = state.log.size();
    int events = size - first;
    int needed = (events + 1) * rows;
    if (next.length < needed || next.length > KEPT_INTS) {
      next = new int[Math.max(needed, 256)];
    }
    if (counted.length < events || counted.length > KEPT_INTS) {
      counted = new long[Math.max(events, 64)];
    }
    Arrays.fill(next, events * rows, needed, size);
    for (int at = size - 1; at >= from; at--) {
      int row = (at - from) * rows;
      System.arraycopy(next, row + rows, next, row, rows);
      long bits = state.counted(state.log.get(at), rules);
      counted[at - from] = bits;
      for (long left = bits & rules.matchBits; left != 0; left &= left - 1) {
        next[row + Long.numberOfTrailingZeros(left)] = at;
      }
      if ((bits & (rules.stepBits | rules.foreignBit)) != 0) {
        next[row + visible] = at;
      }
    }
  }

  /** The steps an event counts for, as bits. */
  long steps(int event) {
    return counted[event - from] & rules.stepBits;
  }

  boolean isEntry(int event) {
    return (counted[event - from] & rules.entryBits) != 0;
  }

  /** The first event of a step (from 0) at or after a position; the log's size when none is. */
  int nextOfStep(int step, int position) {
    return next[(position - from) * rows + step];
  }

  int nextExcluded(int exclusion, int position) {
    return next[(position - from) * rows + rules.steps + exclusion];
  }

  /** The first event that is a step or foreign, at or after a position. */
  int nextVisible(int position) {
    return next[(position - from) * rows + visible];
  }

  int size() {
    return size;
  }
}
