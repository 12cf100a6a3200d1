package io.engagement.core.metric.funnels;

import io.engagement.core.history.MomentLog;
import io.engagement.core.metric.funnels.AttemptRunner.Attempt;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import org.jspecify.annotations.Nullable;

/** Picks the attempt to report of one bucket, from attempts in the order of their entries. */
final class Tally {
  private final FunnelRules rules;
  private final int breakdowns;
  private final Attempt best;
  private boolean attempted;
  private int furthest;
  private boolean bestIsFresh;
  private @Nullable Conversion decided;

  Tally(FunnelRules rules, int breakdowns) {
    this.rules = rules;
    this.breakdowns = breakdowns;
    this.best = new Attempt(rules.steps);
  }

  /** Goes on from the attempts that a record has decided, if there is one. */
  void start(@Nullable BucketRecord record) {
    attempted = record != null && record.attempted;
    furthest = record == null ? 0 : record.furthest;
    decided = record == null ? null : record.decided;
    bestIsFresh = false;
  }

  void add(Attempt attempt) {
    if (attempted && rules.attempts == Attempts.FIRST) {
      return;
    }
    if (attempt.tainted && rules.onExclusion == OnExclusion.VOID) {
      return;
    }
    attempted = true;
    if (attempt.tainted) {
      if (attempt.reached > furthest) {
        furthest = attempt.reached;
        decided = null;
        bestIsFresh = false;
      }
      return;
    }
    boolean hasBest = bestIsFresh || decided != null;
    boolean replaces = rules.attempts == Attempts.LATEST || !hasBest;
    if (attempt.reached > furthest || (attempt.reached == furthest && replaces)) {
      furthest = attempt.reached;
      best.become(attempt);
      bestIsFresh = true;
    }
  }

  /** The conversion to report; null when there is none. */
  @Nullable Conversion result(MomentLog<FunnelEvent> log) {
    return bestIsFresh ? Conversion.of(log, best.events, best.reached, rules, breakdowns) : decided;
  }

  /** Makes all attempts added part of a record. */
  void decide(BucketRecord record, MomentLog<FunnelEvent> log) {
    record.attempted = attempted;
    record.furthest = furthest;
    record.decided = result(log);
  }
}
