package io.engagement.core.metric.activeusers;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/** The table {@code active_users}: one row per definition, period, bucket and dimension value. */
public final class ActiveUsersTable {
  static final Measure USERS = Measure.sum("users", ColumnType.LONG, "Distinct users.");

  public static final CellTable TABLE =
      CellTable.named(
              1,
              "active_users",
              "Distinct users with at least one matching event in a calendar or "
                  + "rolling period.")
          .key("period", CellTable.KeyPart.PERIOD)
          .means("day, week, month, rolling_7d, rolling_30d or rolling_5m.")
          .key("bucket", CellTable.KeyPart.BUCKET)
          .means(
              "First day of a calendar period, last day of a rolling one (2024-01-04), "
                  + "or the last minute, in UTC.")
          .dimension()
          .measures(USERS)
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private ActiveUsersTable() {}
}
