package io.engagement.core.metric.experiments;

import io.engagement.core.table.CellColumns;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;
import io.engagement.core.table.PublishedDecimal;
import io.engagement.core.table.SumOfSquares;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of users and a goal, of one table: who saw the variant, who of them reached the
 * goal, and the sums of their values.
 *
 * <p>A user's sum is a whole number of millionths that fits 64 bits; sums of these and of their
 * squares are exact, the squares in units of 10^-12. Where a user's sum does not fit, or one of its
 * values could not be taken, the row has no {@code sum} and no {@code sum_squares} (null) for as
 * long as that user counts in it: nothing wraps around.
 */
final class GoalColumns {
  private static final int VALUE_SCALE = 6;
  private static final int SQUARE_SCALE = 12;

  private final Measure users;
  private final Measure converters =
      Measure.sum("converters", ColumnType.LONG, "Those of them who reached the goal.");
  private final Measure sum = Measure.sum("sum_of_values");
  private final Measure squaresLow = Measure.sum("squares_low");
  private final Measure squaresHigh = Measure.sum("squares_high");
  private final SumOfSquares squares = new SumOfSquares(squaresLow, squaresHigh);

  /** Users whose sum is not known. */
  private final Measure unknownSums = Measure.sum("unknown_sums");

  private final Measure excluded =
      Measure.sum(
          "excluded_users",
          ColumnType.LONG,
          "Users who saw this variant first and another one too; they count nowhere else.");

  /**
   * @param usersAre what the column {@code users} means
   */
  GoalColumns(String usersAre) {
    users = Measure.sum("users", ColumnType.LONG, usersAre);
  }

  CellColumns addTo(CellColumns columns) {
    return columns
        .measures(users, converters)
        .hidden(sum, squaresLow, squaresHigh, unknownSums)
        .derived("sum", ColumnType.DECIMAL, cell -> published(cell, cell.sum(sum), VALUE_SCALE))
        .means(
            "Sum over users of their value (or number of events), exact; null when a "
                + "user's value is too large to be summed.")
        .derived(
            "sum_squares",
            ColumnType.DECIMAL,
            cell -> published(cell, squares.of(cell), SQUARE_SCALE))
        .means("Sum over users of the square of their value, exact; null with sum.")
        .measures(excluded);
  }

  /** Counts a user, or takes them back with {@code times} -1. */
  void count(Participation one, int goal, int times, CellValue cell) {
    if (one.isExcluded()) {
      cell.add(excluded, times);
      return;
    }
    GoalSum ofUser = one.sums[goal];
    cell.add(users, times);
    if (ofUser.isConverted()) {
      cell.add(converters, times);
    }
    if (ofUser.isKnown()) {
      cell.addProduct(sum, ofUser.millionths(), times);
      squares.add(cell, ofUser.millionths(), times);
    } else {
      cell.add(unknownSums, times);
    }
  }

  private @Nullable BigDecimal published(CellValue cell, BigInteger ofUsers, int scale) {
    return cell.measure(unknownSums) == 0 ? PublishedDecimal.of(ofUsers, scale) : null;
  }
}
