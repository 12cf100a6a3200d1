package io.engagement.core.metric.lifecycle;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/** The table {@code lifecycle}: one row per definition, period, bucket and dimension value. */
public final class LifecycleTable {
  static final Measure NEW =
      Measure.sum(
          "new_users", ColumnType.LONG, "Users for whom it is the first active period ever.");

  static final Measure RETURNING =
      Measure.sum(
          "returning_users", ColumnType.LONG, "Users active in it and in the period before.");

  static final Measure RESURRECTING =
      Measure.sum(
          "resurrecting_users",
          ColumnType.LONG,
          "Users active in it and some time before, not in the period before.");

  static final Measure DORMANT =
      Measure.sum(
          "dormant_users", ColumnType.LONG, "Users active in the period before and not in it.");

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
          .measures(NEW, RETURNING, RESURRECTING, DORMANT)
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private LifecycleTable() {}
}
