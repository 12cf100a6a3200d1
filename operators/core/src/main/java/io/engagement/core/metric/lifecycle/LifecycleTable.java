package io.engagement.core.metric.lifecycle;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/** The table {@code lifecycle}: one row per definition, period, bucket and dimension value. */
public final class LifecycleTable {
  /** Measures, in the table's order. */
  static final int NEW = 0;

  static final int RETURNING = 1;
  static final int RESURRECTING = 2;
  static final int DORMANT = 3;

  public static final CellTable TABLE =
      CellTable.named(
              7,
              "lifecycle",
              "Users who are new, return, come back after a pause, or stay away, by "
                  + "calendar period.")
          .key("period", CellTable.KeyPart.PERIOD)
          .means("day, week or month.")
          .key("bucket", CellTable.KeyPart.BUCKET)
          .means("First day of the period.")
          .dimension()
          .sum("new_users", ColumnType.LONG)
          .means("Users for whom it is the first active period ever.")
          .sum("returning_users", ColumnType.LONG)
          .means("Users active in it and in the period before.")
          .sum("resurrecting_users", ColumnType.LONG)
          .means("Users active in it and some time before, not in the period before.")
          .sum("dormant_users", ColumnType.LONG)
          .means("Users active in the period before and not in it.")
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private LifecycleTable() {}
}
