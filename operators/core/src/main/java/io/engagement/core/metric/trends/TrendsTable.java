package io.engagement.core.metric.trends;

import io.engagement.core.event.Money;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;
import io.engagement.core.table.PublishedDecimal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The table {@code trends}: one row per definition, period, bucket and dimension value. */
public final class TrendsTable {
  static final Measure EVENTS = Measure.sum("events", ColumnType.LONG, "Matching events.");

  static final Measure USERS =
      Measure.sum(
          "users",
          ColumnType.LONG,
          "Distinct users with such an event in the bucket; users of buckets cannot be added.");

  static final Measure SUM = Measure.sum("sum_of_values");

  static final Measure SUMMED =
      Measure.sum(
          "summed_events",
          ColumnType.LONG,
          "Those of the events whose property is in the sum; the mean is sum / summed_events.");

  public static final CellTable TABLE =
      CellTable.named(40, "trends", "How often something happened, and what a property adds up to.")
          .key("period", KeyPart.PERIOD)
          .means("hour, day, week or month.")
          .key("bucket", KeyPart.BUCKET)
          .means("The hour (2024-01-04T11:00:00Z), or the first day of the period (2024-01-04).")
          .dimension()
          .measures(EVENTS, USERS)
          .hidden(SUM)
          .derived("sum", ColumnType.DECIMAL, TrendsTable::sum)
          .means("Sum of the property, exact to a millionth; null when no event has it.")
          .measures(SUMMED)
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private TrendsTable() {}

  private static @Nullable BigDecimal sum(CellValue cell) {
    return cell.measure(SUMMED) == 0 ? null : PublishedDecimal.of(cell.sum(SUM), Money.DECIMALS);
  }
}
