package io.engagement.core.metric.experiments;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;
import io.engagement.core.table.PublishedDecimal;
import io.engagement.core.table.SumOfSquares;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code experiments}: one row per definition, experiment, variant, goal and dimension
 * value.
 *
 * <p>A user's sum is a whole number of millionths that fits 64 bits; sums of these and of their
 * squares are exact, the squares in units of 10^-12. Where a user's sum does not fit, or one of its
 * values could not be taken, the row has no {@code sum} and no {@code sum_squares} (null) for as
 * long as that user counts in it: nothing wraps around.
 */
public final class ExperimentsTable {
  static final Measure USERS =
      Measure.sum(
          "users",
          ColumnType.LONG,
          "Users who saw this variant and no other; the same for every goal.");

  static final Measure CONVERTERS =
      Measure.sum("converters", ColumnType.LONG, "Those of them who reached the goal.");

  static final Measure SUM = Measure.sum("sum_of_values");

  private static final Measure SQUARES_LOW = Measure.sum("squares_low");
  private static final Measure SQUARES_HIGH = Measure.sum("squares_high");
  static final SumOfSquares SQUARES = new SumOfSquares(SQUARES_LOW, SQUARES_HIGH);

  /** Users whose sum is not known. */
  static final Measure UNKNOWN_SUMS = Measure.sum("unknown_sums");

  static final Measure EXCLUDED =
      Measure.sum(
          "excluded_users",
          ColumnType.LONG,
          "Users who saw this variant first and another one too; they count nowhere else.");

  private static final int VALUE_SCALE = 6;
  private static final int SQUARE_SCALE = 12;

  public static final CellTable TABLE =
      CellTable.named(
              16,
              "experiments",
              "Users of a variant, and what they did for a goal from their first " + "exposure on.")
          .key("experiment", KeyPart.TEXT)
          .means("experiment_id of the exposure.")
          .key("variant", KeyPart.TEXT)
          .means("variation_id of the user's first exposure.")
          .key("goal", KeyPart.TEXT)
          .means("Id of the goal in the definition.")
          .dimension()
          .means(
              "Value of the breakdown at the first exposure, (none) when absent; empty "
                  + "for the total.")
          .measures(USERS, CONVERTERS)
          .hidden(SUM, SQUARES_LOW, SQUARES_HIGH, UNKNOWN_SUMS)
          .derived("sum", ColumnType.DECIMAL, cell -> published(cell, cell.sum(SUM), VALUE_SCALE))
          .means(
              "Sum over users of their value (or number of events), exact; null when a "
                  + "user's value is too large to be summed.")
          .derived(
              "sum_squares",
              ColumnType.DECIMAL,
              cell -> published(cell, SQUARES.of(cell), SQUARE_SCALE))
          .means("Sum over users of the square of their value, exact; null with sum.")
          .measures(EXCLUDED)
          .build();

  private ExperimentsTable() {}

  private static @Nullable BigDecimal published(CellValue cell, BigInteger sum, int scale) {
    return cell.measure(UNKNOWN_SUMS) == 0 ? PublishedDecimal.of(sum, scale) : null;
  }
}
