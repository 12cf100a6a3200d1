package io.engagement.core.metric.stickiness;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/**
 * The table {@code stickiness}: one row per definition, period, bucket, number of active intervals
 * and dimension value.
 */
public final class StickinessTable {
  static final Measure USERS =
      Measure.sum("users", ColumnType.LONG, "Users active on exactly so many.");

  public static final CellTable TABLE =
      CellTable.named(
              8,
              "stickiness",
              "Users by the number of days (hours, weeks) of a period on which they "
                  + "were active.")
          .key("period", CellTable.KeyPart.PERIOD)
          .means("day, week, month or rolling_30d.")
          .key("bucket", CellTable.KeyPart.BUCKET)
          .means("First day of a calendar period, last day of a rolling one.")
          .key("active_days", CellTable.KeyPart.INT)
          .means("Active days of the period (or hours, weeks), from 1.")
          .dimension()
          .measures(USERS)
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private StickinessTable() {}
}
