package io.engagement.core.metric.experiments;

import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import java.util.List;

/**
 * The table {@code experiment_assignments}: one row per definition, experiment and user who saw a
 * variant of it.
 *
 * <p>It says which goals a user has reached and not how often or when, so that a row changes a few
 * times in all, however many events a goal has.
 */
public final class ExperimentAssignmentsTable {
  static final FactColumn<String> METRIC = FactColumn.text("metric", "Id of the definition.");

  static final FactColumn<String> EXPERIMENT =
      FactColumn.text("experiment", "experiment_id of the exposure.");

  static final FactColumn<String> USER_ID = FactColumn.text("user_id", "Canonical id of the user.");

  static final FactColumn<String> VARIANT =
      FactColumn.text("variant", "variation_id of the user's first exposure.");

  static final FactColumn<Long> EXPOSED_AT =
      FactColumn.timestamp("exposed_at", "The user's first exposure.");

  static final FactColumn<Boolean> EXCLUDED =
      FactColumn.flag(
          "excluded", "Whether the user has seen another variant too, and so counts for none.");

  static final FactColumn<String> GOALS_REACHED =
      FactColumn.json(
          "goals_reached",
          "Array of the ids of the goals that the user reached from the first exposure on, in the "
              + "order of the definition; null for who is excluded.");

  public static final FactTable TABLE =
      FactTable.of(
          46,
          "experiment_assignments",
          "A row per user and experiment: which variant they saw first, since when, and which "
              + "goals they have reached.",
          List.of(METRIC, EXPERIMENT, USER_ID),
          List.of(VARIANT, EXPOSED_AT, EXCLUDED, GOALS_REACHED));

  private ExperimentAssignmentsTable() {}
}
