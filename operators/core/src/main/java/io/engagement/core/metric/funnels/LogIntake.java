package io.engagement.core.metric.funnels;

import io.engagement.core.session.MessageIds;

/**
 * Takes events into a user's log, of each UTC day no more than the first so many: that bounds the
 * state of robots and does not depend on the order of arrival. Events that match a step or an
 * exclusion and those that are only foreign to a strict funnel have limits of their own.
 */
final class LogIntake {
  /** How many events of a user and UTC day that match a step or an exclusion are looked at. */
  static final int MOST_MATCHING = 1_000;

  /** How many others of a user and UTC day are looked at in a strict funnel. */
  static final int MOST_FOREIGN = 4_000;

  private final FunnelRules rules;
  private final int mostMatching;
  private final int mostForeign;

  LogIntake(FunnelRules rules, int mostMatching, int mostForeign) {
    this.rules = rules;
    this.mostMatching = mostMatching;
    this.mostForeign = mostForeign;
  }

  void take(FunnelState state, long millis, byte[] id, long bits, String[] values) {
    if (millis < state.closedBefore) {
      // What it would count with is gone, so that it could only count wrongly.
      return;
    }
    setFirsts(state, millis, id, bits);
    FunnelLog log = state.log;
    boolean isMatching = isMatching(bits);
    int most = isMatching ? mostMatching : mostForeign;
    long day = FunnelCloser.dayStart(millis);
    int from = log.firstAtOrAfter(day);
    int to = log.firstAtOrAfter(day + FunnelCloser.DAY_MILLIS);
    if (to - from >= most) {
      int count = 0;
      int last = -1;
      for (int at = from; at < to; at++) {
        if (isMatching(log.bits[at]) == isMatching) {
          count++;
          last = at;
        }
      }
      if (count >= most) {
        if (MessageIds.isAfter(millis, id, log.millis[last], log.ids[last])) {
          return;
        }
        state.touch(log.millis[last], rules);
        log.remove(last);
      }
    }
    log.insert(millis, id, bits, values);
    state.touch(millis, rules);
  }

  private boolean isMatching(long bits) {
    return (bits & rules.matchBits) != 0;
  }

  private void setFirsts(FunnelState state, long millis, byte[] id, long bits) {
    for (long left = bits & rules.firstBits; left != 0; left &= left - 1) {
      int step = Long.numberOfTrailingZeros(left);
      if (state.firsts.isBefore(step, millis, id)) {
        if (state.firsts.isKnown(step)) {
          state.touch(state.firsts.millis(step), rules);
        }
        state.firsts.set(step, millis, id);
      }
    }
  }
}
