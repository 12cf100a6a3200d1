package io.engagement.core.metric.funnels;

import io.engagement.core.history.MomentLog;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;

/** Follows attempts from their entry on, through an indexed log. */
final class AttemptRunner {
  /** One attempt, reused for the next. */
  static final class Attempt {
    /** Positions in the log, by step; the entry first. */
    final int[] events;

    int reached;
    boolean tainted;

    Attempt(int steps) {
      events = new int[steps];
    }

    void enter(int event) {
      events[0] = event;
      reached = 1;
      tainted = false;
    }

    void reach(int event) {
      events[reached++] = event;
    }

    boolean uses(int event) {
      for (int i = 0; i < reached; i++) {
        if (events[i] == event) {
          return true;
        }
      }
      return false;
    }

    void become(Attempt other) {
      System.arraycopy(other.events, 0, events, 0, other.reached);
      reached = other.reached;
      tainted = other.tainted;
    }
  }

  private final FunnelRules rules;
  private final EventIndex index;
  private final Attempt other;

  AttemptRunner(FunnelRules rules, EventIndex index) {
    this.rules = rules;
    this.index = index;
    this.other = new Attempt(rules.steps);
  }

  /** Makes the attempt that the event at a position is the entry of. */
  void run(MomentLog<FunnelEvent> log, int entry, Attempt attempt) {
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
  private long lastMillis(MomentLog<FunnelEvent> log, Attempt attempt) {
    return log.get(attempt.events[0]).millis + rules.windowMillis;
  }

  private void ordered(MomentLog<FunnelEvent> log, Attempt attempt) {
    long lastMillis = lastMillis(log, attempt);
    while (attempt.reached < rules.steps) {
      long before = log.get(attempt.events[attempt.reached - 1]).millis;
      int at = log.firstAtOrAfter(before + rules.leastPauseMillis);
      at = index.nextOfStep(attempt.reached, at);
      while (attempt.uses(at)) {
        at = index.nextOfStep(attempt.reached, at + 1);
      }
      if (at == index.size() || log.get(at).millis > lastMillis) {
        return;
      }
      attempt.reach(at);
    }
  }

  private void strict(MomentLog<FunnelEvent> log, Attempt attempt) {
    long lastMillis = lastMillis(log, attempt);
    int at = index.nextVisible(attempt.events[0] + 1);
    // No event counts for a step behind the last one.
    while (at != index.size()
        && log.get(at).millis <= lastMillis
        && (index.steps(at) >>> attempt.reached & 1) != 0) {
      attempt.reach(at);
      at = index.nextVisible(at + 1);
    }
  }

  /** The entry fills the step that gets furthest, the lowest of several. */
  private void anyOrder(MomentLog<FunnelEvent> log, int entry, Attempt attempt) {
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

  private void fill(MomentLog<FunnelEvent> log, Attempt attempt, long entryStep) {
    long lastMillis = lastMillis(log, attempt);
    long unfilled = rules.stepBits & ~entryStep;
    int at = attempt.events[0];
    while (unfilled != 0) {
      int next = index.size();
      for (long left = unfilled; left != 0; left &= left - 1) {
        int step = Long.numberOfTrailingZeros(left);
        next = Math.min(next, index.nextOfStep(step, at + 1));
      }
      if (next == index.size() || log.get(next).millis > lastMillis) {
        return;
      }
      attempt.reach(next);
      unfilled &= ~Long.lowestOneBit(index.steps(next) & unfilled);
      at = next;
    }
  }

  private void exclude(MomentLog<FunnelEvent> log, Attempt attempt) {
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
      long after = log.get(attempt.events[exclusion.after() - 1]).millis;
      int at = index.nextExcluded(i, log.firstAtOrAfter(after + 1));
      boolean isBetween =
          at < index.size()
              && (attempt.reached >= exclusion.before()
                  ? log.get(at).millis < log.get(attempt.events[exclusion.before() - 1]).millis
                  : log.get(at).millis <= lastMillis(log, attempt));
      if (isBetween && log.get(at).millis < firstMillis) {
        firstMillis = log.get(at).millis;
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
        && log.get(attempt.events[reachedThen]).millis <= firstMillis) {
      reachedThen++;
    }
    attempt.reached = reachedThen;
  }
}
