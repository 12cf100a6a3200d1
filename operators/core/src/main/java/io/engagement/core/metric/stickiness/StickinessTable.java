package io.engagement.core.metric.stickiness;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/**
 * The table {@code stickiness}: one row per definition, period, bucket, number of active intervals
 * and dimension value.
 */
public final class StickinessTable {
  /** The measure: users active on exactly so many intervals of the bucket. */
  static final int USERS = 0;

  public static final CellTable TABLE =
      CellTable.named(8, "stickiness")
          .key("period", CellTable.KeyPart.PERIOD)
          .key("bucket", CellTable.KeyPart.BUCKET)
          .key("active_days", CellTable.KeyPart.INT)
          .dimension()
          .sum("users", ColumnType.LONG)
          .complete()
          .build();

  private StickinessTable() {}
}
