package io.engagement.core.metric.experiments;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;

/**
 * The table {@code experiment_days}: the users of {@code experiments} by the day of their first
 * exposure, without dimension values. It has no {@code complete}: whoever was exposed on a day may
 * still reach a goal on any later one.
 */
public final class ExperimentDaysTable {
  static final GoalColumns COLUMNS =
      new GoalColumns(
          "Users who saw this variant first on this day, and no other; the same for every goal.");

  public static final CellTable TABLE =
      COLUMNS
          .addTo(
              CellTable.named(
                      45,
                      "experiment_days",
                      "Users of a variant by the day of their first exposure, and what they did "
                          + "for a goal from then on.")
                  .key("experiment", KeyPart.TEXT)
                  .means("experiment_id of the exposure.")
                  .key("variant", KeyPart.TEXT)
                  .means("variation_id of the user's first exposure.")
                  .key("goal", KeyPart.TEXT)
                  .means("Id of the goal in the definition.")
                  .key("bucket", KeyPart.DATE)
                  .means("Day of the user's first exposure."))
          .neverEnds()
          .build();

  private ExperimentDaysTable() {}
}
