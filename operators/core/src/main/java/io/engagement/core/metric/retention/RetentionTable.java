package io.engagement.core.metric.retention;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/**
 * The table {@code retention}: one row per definition, cohort, number of periods since, and
 * dimension value.
 */
public final class RetentionTable {
  /** The measure: distinct users. */
  static final int USERS = 0;

  public static final CellTable TABLE =
      CellTable.named(9, "retention")
          .key("period", CellTable.KeyPart.PERIOD)
          .key("cohort", CellTable.KeyPart.BUCKET)
          .key("period_index", CellTable.KeyPart.INT)
          .dimension()
          .completeAt()
          .sum("users", ColumnType.LONG)
          .complete()
          .build();

  private RetentionTable() {}
}
