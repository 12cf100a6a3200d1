package io.engagement.core.metric.experiments;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;

/**
 * The table {@code experiments}: one row per definition, experiment, variant, goal and dimension
 * value.
 */
public final class ExperimentsTable {
  static final GoalColumns COLUMNS =
      new GoalColumns("Users who saw this variant and no other; the same for every goal.");

  public static final CellTable TABLE =
      COLUMNS
          .addTo(
              CellTable.named(
                      16,
                      "experiments",
                      "Users of a variant, and what they did for a goal from their first "
                          + "exposure on.")
                  .key("experiment", KeyPart.TEXT)
                  .means("experiment_id of the exposure.")
                  .key("variant", KeyPart.TEXT)
                  .means("variation_id of the user's first exposure.")
                  .key("goal", KeyPart.TEXT)
                  .means("Id of the goal in the definition.")
                  .dimension()
                  .means(
                      "Value of the breakdown at the first exposure, (none) when absent; empty "
                          + "for the total."))
          .build();

  private ExperimentsTable() {}
}
