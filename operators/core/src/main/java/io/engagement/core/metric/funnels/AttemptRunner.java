package io.engagement.core.metric.funnels;

import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;

/** Follows attempts from their entry on, through an indexed log. */
final class AttemptRunner {
  private final FunnelRules rules;
  private final LogIndex index;
  private final Attempt other;

  AttemptRunner(FunnelRules rules, LogIndex index) {
    this.rules = rules;
    this.index = index;
    this.other = new Attempt(rules.steps);
  }

  /** Makes the attempt that the event at a position is the entry of. */
  void run(FunnelLog log, int entry, Attempt attempt) {
    switch (rules.order) {
      case ORDERED -> {
        attempt.enter(entry);
        ordered(log, attempt);
        exclude(log, attempt);
      }
      case STRICT -> {
        attempt.enter(entry);
        strict(log, attempt);
        exclude(log, attempt);
      }
      case ANY -> anyOrder(log, entry, attempt);
    }
  }

  /** The last instant of the attempt's window. */
  private long lastMillis(FunnelLog log, Attempt attempt) {
    return log.millis[attempt.events[0]] + rules.windowMillis;
  }

  private void ordered(FunnelLog log, Attempt attempt) {
    long lastMillis = lastMillis(log, attempt);
    while (attempt.reached < rules.steps) {
      long before = log.millis[attempt.events[attempt.reached - 1]];
      int at = log.firstAtOrAfter(before + rules.leastPauseMillis);
      at = index.nextOfStep(attempt.reached, at);
      while (attempt.uses(at)) {
        at = index.nextOfStep(attempt.reached, at + 1);
      }
      if (at == index.size() || log.millis[at] > lastMillis) {
        return;
      }
      attempt.reach(at);
    }
  }

  private void strict(FunnelLog log, Attempt attempt) {
    long lastMillis = lastMillis(log, attempt);
    int at = index.nextVisible(attempt.events[0] + 1);
    // No event counts for a step behind the last one.
    while (at != index.size()
        && log.millis[at] <= lastMillis
        && (index.steps(at) >>> attempt.reached & 1) != 0) {
      attempt.reach(at);
      at = index.nextVisible(at + 1);
    }
  }

  /** The entry fills the step that gets furthest, the lowest of several. */
  private void anyOrder(FunnelLog log, int entry, Attempt attempt) {
    attempt.reached = 0;
    for (long left = index.steps(entry); left != 0; left &= left - 1) {
      other.enter(entry);
      fill(log, other, left & -left);
      exclude(log, other);
      if (other.reached > attempt.reached) {
        attempt.become(other);
      }
    }
  }

  private void fill(FunnelLog log, Attempt attempt, long entryStep) {
    long lastMillis = lastMillis(log, attempt);
    long unfilled = rules.stepBits & ~entryStep;
    int at = attempt.events[0];
    while (unfilled != 0) {
      int next = index.size();
      for (long left = unfilled; left != 0; left &= left - 1) {
        int step = Long.numberOfTrailingZeros(left);
        next = Math.min(next, index.nextOfStep(step, at + 1));
      }
      if (next == index.size() || log.millis[next] > lastMillis) {
        return;
      }
      attempt.reach(next);
      unfilled &= ~Long.lowestOneBit(index.steps(next) & unfilled);
      at = next;
    }
  }

  private void exclude(FunnelLog log, Attempt attempt) {
    if (rules.exclusions.isEmpty()) {
      return;
    }
    long firstMillis = Long.MAX_VALUE;
    int reachedThen = attempt.reached;
    for (int i = 0; i < rules.exclusions.size(); i++) {
      Exclusion exclusion = rules.exclusions.get(i);
      if (attempt.reached < exclusion.after()) {
        continue;
      }
      long after = log.millis[attempt.events[exclusion.after() - 1]];
      int at = index.nextExcluded(i, log.firstAtOrAfter(after + 1));
      boolean isBetween =
          at < index.size()
              && (attempt.reached >= exclusion.before()
                  ? log.millis[at] < log.millis[attempt.events[exclusion.before() - 1]]
                  : log.millis[at] <= lastMillis(log, attempt));
      if (isBetween && log.millis[at] < firstMillis) {
        firstMillis = log.millis[at];
        reachedThen = exclusion.after();
      }
    }
    if (firstMillis == Long.MAX_VALUE) {
      return;
    }
    if (rules.onExclusion != OnExclusion.STOP) {
      attempt.tainted = true;
      return;
    }
    while (reachedThen < attempt.reached
        && log.millis[attempt.events[reachedThen]] <= firstMillis) {
      reachedThen++;
    }
    attempt.reached = reachedThen;
  }
}
