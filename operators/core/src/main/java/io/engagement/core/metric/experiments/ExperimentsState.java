package io.engagement.core.metric.experiments;

import java.util.ArrayList;
import java.util.List;

/** One user's section of an {@code experiments} definition. */
final class ExperimentsState {
  /** By experiment, so that the bytes do not depend on the order of arrival. */
  final List<Participation> participations = new ArrayList<>(1);

  final GoalLog log;

  /** Whether some cells or rows do not hold what is here; not written. */
  boolean unflushed;

  ExperimentsState(GoalLog log) {
    this.log = log;
  }

  /**
   * Adds the section of another id of the same person, whose experiments beyond the most that are
   * kept are dropped.
   */
  void merge(ExperimentsState from) {
    for (int at = 0; at < participations.size(); at++) {
      Participation own = participations.get(at);
      int there = from.find(own.experiment);
      if (there < 0) {
        own.addGoals(from.log, Long.MAX_VALUE);
      } else {
        Participation other = from.participations.remove(there);
        participations.set(
            at, own.isAfter(other) ? joined(other, own, log) : joined(own, other, from.log));
      }
    }
    for (Participation other : from.participations) {
      if (participations.size() < ExperimentsMetric.MOST_EXPERIMENTS) {
        other.addGoals(log, Long.MAX_VALUE);
        participations.add(-find(other.experiment) - 1, other);
      }
    }
    log.addAll(from.log);
    participations.forEach(Participation::clearAllCounted);
    participations.forEach(Participation::clearPublished);
    unflushed = true;
  }

  /** One participation of both, with what the id that was exposed later did in between. */
  private static Participation joined(Participation first, Participation later, GoalLog laterLog) {
    first.addLater(later);
    first.addGoals(laterLog, later.timeMillis());
    return first;
  }

  /** Where an experiment is, or {@code -(where it belongs) - 1}. */
  int find(String experiment) {
    int low = 0;
    int high = participations.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (participations.get(middle).experiment.compareTo(experiment) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean isThere =
        low != participations.size() && participations.get(low).experiment.equals(experiment);
    return isThere ? low : -low - 1;
  }
}
