package io.engagement.core.metric.experiments;

import java.util.ArrayList;
import java.util.List;

/** One user's section of an {@code experiments} definition. */
final class ExperimentsState {
  /** By experiment, so that the bytes do not depend on the order of arrival. */
  final List<Participation> participations = new ArrayList<>(1);

  final GoalLog log;

  /** Whether some cells do not hold what is here; not written. */
  boolean unflushed;

  ExperimentsState(GoalLog log) {
    this.log = log;
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
