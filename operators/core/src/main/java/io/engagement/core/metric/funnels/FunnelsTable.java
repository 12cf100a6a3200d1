package io.engagement.core.metric.funnels;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Histogram;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The table {@code funnels}: one row per definition, entry bucket, dimension value and step. */
public final class FunnelsTable {
  /** The measure: users who reached at least the step. */
  static final int USERS = 0;

  /** The measure: milliseconds since the step before, of all users. */
  static final int MILLIS = 1;

  /** The histogram of milliseconds since the step before. */
  static final int TIMES = 0;

  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  public static final CellTable TABLE =
      CellTable.named(20, "funnels")
          .key("bucket", CellTable.KeyPart.DATE)
          .completeAt()
          .dimension()
          .key("step", CellTable.KeyPart.INT)
          .label("step_name")
          .histograms(1)
          .sum("users", ColumnType.LONG)
          .hidden("millis")
          .derived("mean_seconds", ColumnType.SECONDS, FunnelsTable::mean)
          .derived("median_seconds", ColumnType.SECONDS, cell -> percentile(cell, MEDIAN))
          .derived("p90_seconds", ColumnType.SECONDS, cell -> percentile(cell, P90))
          .build();

  private FunnelsTable() {}

  /** Rounded half up to the millisecond; null for the first step, which follows none. */
  private static @Nullable Object mean(CellValue cell) {
    long users = cell.measure(USERS);
    if (cell.histogram(TIMES).isEmpty() || users <= 0) {
      return null;
    }
    BigInteger twiceUsers = BigInteger.valueOf(users).shiftLeft(1);
    BigInteger rounded = cell.sum(MILLIS).shiftLeft(1).add(BigInteger.valueOf(users));
    return rounded.divide(twiceUsers).longValue();
  }

  private static @Nullable Object percentile(CellValue cell, double share) {
    Histogram times = cell.histogram(TIMES);
    return times.isEmpty() ? null : times.percentile(share);
  }
}
