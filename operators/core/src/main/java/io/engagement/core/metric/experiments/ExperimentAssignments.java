package io.engagement.core.metric.experiments;

import io.engagement.core.metric.UserContext;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The rows of {@link ExperimentAssignmentsTable}. */
final class ExperimentAssignments {
  private final String metric;
  private final String[] goalIds;

  /**
   * @param goalIds by their numbers; ids hold nothing that JSON would escape
   */
  ExperimentAssignments(String metric, String[] goalIds) {
    this.metric = metric;
    this.goalIds = goalIds;
  }

  void publish(Participation one, UserContext user) {
    FactTable table = ExperimentAssignmentsTable.TABLE;
    Object[] key = table.newKey();
    ExperimentAssignmentsTable.METRIC.set(key, metric);
    ExperimentAssignmentsTable.EXPERIMENT.set(key, one.experiment);
    ExperimentAssignmentsTable.USER_ID.set(key, user.user());
    @Nullable Object[] values = table.newValues();
    ExperimentAssignmentsTable.VARIANT.set(values, one.variant());
    ExperimentAssignmentsTable.EXPOSED_AT.set(values, one.timeMillis());
    ExperimentAssignmentsTable.EXCLUDED.set(values, one.isExcluded());
    ExperimentAssignmentsTable.GOALS_REACHED.set(
        values, one.isExcluded() ? null : goalsReached(one));
    user.facts().accept(new RowChange(table, key, values));
  }

  private String goalsReached(Participation one) {
    StringJoiner json = new StringJoiner(",", "[", "]");
    for (int goal = 0; goal < goalIds.length; goal++) {
      if (one.sums[goal].isConverted()) {
        json.add('"' + goalIds[goal] + '"');
      }
    }
    return json.toString();
  }
}
