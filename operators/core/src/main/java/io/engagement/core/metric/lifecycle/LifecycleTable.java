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
      CellTable.named(7, "lifecycle")
          .key("period", CellTable.KeyPart.PERIOD)
          .key("bucket", CellTable.KeyPart.BUCKET)
          .dimension()
          .sum("new_users", ColumnType.LONG)
          .sum("returning_users", ColumnType.LONG)
          .sum("resurrecting_users", ColumnType.LONG)
          .sum("dormant_users", ColumnType.LONG)
          .complete()
          .build();

  private LifecycleTable() {}
}
