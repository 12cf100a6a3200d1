package io.engagement.core.metric.retention;

import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
import org.jspecify.annotations.Nullable;

/**
 * Adds users to the cells of one slice at a time, and of the values that the start says beside the
 * total.
 */
final class RetentionCells {
  private final DefinitionKey definition;
  private final Period period;
  private final Counting counting;
  private final PeriodNumbers numbers;
  private @Nullable Breakdown breakdown;
  private String value = "";
  private @Nullable DeltaBuffer deltas;
  private @Nullable StartValues startValues;

  RetentionCells(DefinitionKey definition, RetentionDefinition settings, PeriodNumbers numbers) {
    this.definition = definition;
    this.period = settings.period();
    this.counting = settings.counting();
    this.numbers = numbers;
  }

  /** The slice that everything is of from now on. */
  RetentionCells of(@Nullable Breakdown ofBreakdown, String ofValue, DeltaBuffer into) {
    breakdown = ofBreakdown;
    value = ofValue;
    deltas = into;
    startValues = null;
    return this;
  }

  /** The slice of all events, and with it every value that a cohort counts under. */
  RetentionCells ofTotal(StartValues alsoOf, DeltaBuffer into) {
    of(null, "", into);
    startValues = alsoOf;
    return this;
  }

  /**
   * Adds to the users of a cohort at an index.
   *
   * @param cohort the number of its period
   */
  void add(long cohort, long index, int change) {
    if (deltas == null) {
      throw new IllegalStateException("no slice was said");
    }
    add(cohort, index, change, breakdown, value, deltas);
    if (startValues != null) {
      DeltaBuffer into = deltas;
      startValues.forEach(
          cohort, (ofBreakdown, ofValue) -> add(cohort, index, change, ofBreakdown, ofValue, into));
    }
  }

  private void add(
      long cohort,
      long index,
      int change,
      @Nullable Breakdown ofBreakdown,
      String ofValue,
      DeltaBuffer into) {
    into.at(RetentionTable.TABLE, definition)
        .period(period)
        .number(numbers.bucket(cohort))
        .number(index)
        .slice(ofBreakdown, ofValue)
        .number(completeAtMillis(cohort, index))
        .cell()
        .add(RetentionTable.USERS, change);
  }

  private long completeAtMillis(long cohort, long index) {
    if (index == 0) {
      return numbers.endMillis(cohort);
    }
    return switch (counting) {
      case ON -> numbers.endMillis(cohort + index);
      // A return may still come, however much later.
      case ON_OR_AFTER -> Long.MAX_VALUE;
      // Who started last has had the whole step.
      case ROLLING -> numbers.endMillis(cohort) + (index + 1) * numbers.stepMillis();
    };
  }
}
