package io.engagement.core.metric.retention;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/**
 * The table {@code retention}: one row per definition, cohort, number of periods since, and
 * dimension value.
 */
public final class RetentionTable {
  static final Measure USERS =
      Measure.sum(
          "users", ColumnType.LONG, "Users of the cohort who returned then; at 0 its size.");

  public static final CellTable TABLE =
      CellTable.named(9, "retention", "Users of a cohort who returned, by periods since.")
          .key("period", CellTable.KeyPart.PERIOD)
          .means("hour, day, week or month.")
          .key("cohort", CellTable.KeyPart.BUCKET)
          .means("First day of the cohort's period (2024-01-04), or its hour, in UTC.")
          .key("period_index", CellTable.KeyPart.INT)
          .means("Periods since the cohort; 0 is the cohort itself.")
          .dimension()
          .completeAt()
          .measures(USERS)
          .complete()
          .build();

  private RetentionTable() {}
}
