package io.engagement.core.metric.activeusers;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/** The table {@code active_users}: one row per definition, period, bucket and dimension value. */
public final class ActiveUsersTable {
  /** The measure: distinct users of the bucket. */
  static final int USERS = 0;

  public static final CellTable TABLE =
      CellTable.named(1, "active_users")
          .key("period", CellTable.KeyPart.PERIOD)
          .key("bucket", CellTable.KeyPart.BUCKET)
          .dimension()
          .sum("users", ColumnType.LONG)
          .complete()
          .build();

  private ActiveUsersTable() {}
}
