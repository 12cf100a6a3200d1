package io.engagement.core.metric.funnels;

import io.engagement.core.history.Moment;
import io.engagement.core.table.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expires what no event can change or need any more. */
final class FunnelExpiry {
  private final FunnelRules rules;
  private final FunnelCounter counter;
  private final long lateHorizonMillis;

  FunnelExpiry(FunnelRules rules, FunnelCounter counter, long lateHorizonMillis) {
    this.rules = rules;
    this.counter = counter;
    this.lateHorizonMillis = lateHorizonMillis;
  }

  /**
   * Decides the attempts that nothing can change any more, and drops the events they came from.
   *
   * @param acceptedFromMillis no event before this is accepted any more
   */
  void expire(FunnelState state, long acceptedFromMillis) {
    long before = state.expiry.dueBefore(acceptedFromMillis);
    if (before != state.expiry.beforeMillis()) {
      decide(state, before);
      state.buckets.removeIf(
          record -> rules.bucket != Period.ALL && rules.completeAtMillis(record.bucket) <= before);
    }
  }

  /** Expires two states as far as the one of them that is expired further. */
  void align(FunnelState one, FunnelState other) {
    long before = Math.max(one.expiry.beforeMillis(), other.expiry.beforeMillis());
    for (FunnelState state : List.of(one, other)) {
      if (before != state.expiry.beforeMillis()) {
        decide(state, before);
      }
    }
  }

  private void decide(FunnelState state, long before) {
    long finalBefore = rules.finalBefore(before);
    counter.decide(state, rules.finalBefore(state.expiry.beforeMillis()), finalBefore);
    dropEvents(state, before, finalBefore);
    state.expiry.advanceTo(before);
    state.log.expireIds();
    for (@Nullable Moment first : state.firsts) {
      if (first != null && state.expiry.isExpired(first.millis)) {
        first.expireId();
      }
    }
  }

  /**
   * In expired days what counts is kept; of the foreign ones between two steps the first is as good
   * as all.
   */
  private void dropEvents(FunnelState state, long before, long finalBefore) {
    boolean isEnd = finalBefore == Long.MIN_VALUE || finalBefore == Long.MAX_VALUE;
    long neededFrom = isEnd ? finalBefore : finalBefore - rules.slackMillis;
    boolean[] afterForeign = {true};
    state.log.expire(
        before,
        event -> {
          if (event.millis < neededFrom) {
            return false;
          }
          long bits = state.counted(event, rules);
          boolean isStep = (bits & rules.stepBits) != 0;
          boolean isForeign = !isStep && (bits & rules.foreignBit) != 0;
          boolean isFirstForeign = isForeign && !afterForeign[0];
          afterForeign[0] = isForeign || (afterForeign[0] && !isStep);
          event.bits = bits;
          if ((bits & rules.valueBits) == 0) {
            event.values = FunnelEvent.NO_VALUES;
          }
          return (bits & rules.matchBits) != 0 || isFirstForeign;
        });
  }

  /** The watermark at which something expires though the user does nothing. */
  long deadlineMillis(FunnelState state) {
    long neededUntil;
    if (!state.log.isEmpty()) {
      neededUntil = state.log.lastMillis() + rules.windowMillis + rules.slackMillis;
    } else if (rules.bucket != Period.ALL && !state.buckets.isEmpty()) {
      neededUntil = rules.completeAtMillis(state.buckets.get(state.buckets.size() - 1).bucket) - 1;
    } else {
      return Long.MAX_VALUE;
    }
    return state.expiry.deadlineMillis(neededUntil, lateHorizonMillis);
  }
}
