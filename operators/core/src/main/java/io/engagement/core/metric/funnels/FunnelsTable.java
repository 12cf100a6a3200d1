package io.engagement.core.metric.funnels;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Distribution;
import io.engagement.core.table.Histogram;
import io.engagement.core.table.Measure;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The table {@code funnels}: one row per definition, entry bucket, dimension value and step. */
public final class FunnelsTable {
  static final Measure USERS =
      Measure.sum("users", ColumnType.LONG, "Distinct users who reached at least this step.");

  /** The measure: milliseconds since the step before, of all users. */
  static final Measure MILLIS = Measure.sum("millis");

  /** The histogram of milliseconds since the step before. */
  static final Distribution TIMES = new Distribution("times from the previous step");

  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  public static final CellTable TABLE =
      CellTable.named(
              20,
              "funnels",
              "Users who reached each step of a funnel, by the bucket of their entry.")
          .key("bucket", CellTable.KeyPart.DATE)
          .means("First day of the day, week or month of the entry; 1970-01-01 for all.")
          .completeAt(
              "Whether the watermark has passed the end of the bucket and the window "
                  + "after it.")
          .dimension()
          .key("step", CellTable.KeyPart.INT)
          .means("Number of the step, from 1.")
          .label("step_name")
          .means("Name of the step in the definition.")
          .distributions(TIMES)
          .measures(USERS)
          .hidden(MILLIS)
          .derived("mean_seconds", ColumnType.SECONDS, FunnelsTable::mean)
          .means("Mean time from the previous step; null for the first step.")
          .derived("median_seconds", ColumnType.SECONDS, cell -> percentile(cell, MEDIAN))
          .means("Median time from the previous step, within 1 %; null for the first step.")
          .derived("p90_seconds", ColumnType.SECONDS, cell -> percentile(cell, P90))
          .means(
              "90th percentile of the time from the previous step, within 1 %; null "
                  + "for the first step.")
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
