package io.engagement.core.metric.lifecycle;

import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Measure;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/** What a lifeline contributes to the cells of one kind of period, and what a day changes in it. */
final class LifecycleCells {
  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final Period period;

  LifecycleCells(DefinitionKey definition, ZoneCalendar calendar, Period period) {
    this.definition = definition;
    this.calendar = calendar;
    this.period = period;
  }

  Period period() {
    return period;
  }

  /** The earliest day that matters when a day is the first that may still change. */
  long firstDayNeeded(long restatedFromDay) {
    return bucketBefore(bucketOf(restatedFromDay));
  }

  /**
   * Adds everything that a lifeline contributes to the period of a day and later ones: of earlier
   * ones it may not know any more which they came after.
   */
  void addAll(
      Lifeline line,
      long fromDay,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    long from = bucketOf(fromDay);
    long day = line.days.first();
    if (day == Lifeline.NEVER) {
      return;
    }
    long first = bucketOf(line.firstDay);
    long expected = Long.MIN_VALUE;
    while (day < Lifeline.NEVER) {
      long bucket = bucketOf(day);
      long next = bucketAfter(bucket);
      if (bucket >= from) {
        add(bucket, activity(bucket, first, expected == bucket), 1, breakdown, value, deltas);
      }
      day = line.days.after(next - 1);
      if (next >= from && (day == Lifeline.NEVER || bucketOf(day) != next)) {
        add(next, LifecycleTable.DORMANT, 1, breakdown, value, deltas);
      }
      expected = next;
    }
  }

  /**
   * Emits what changes with a day that was just added to a lifeline.
   *
   * @param firstDay the first day before it was added
   */
  void addDay(
      Lifeline line,
      long day,
      long firstDay,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    long bucket = bucketOf(day);
    long next = bucketAfter(bucket);
    if (line.days.before(day) >= bucket || line.days.after(day) < next) {
      return;
    }
    boolean wasActive = firstDay != Lifeline.NEVER;
    long first = wasActive ? bucketOf(firstDay) : bucket;
    boolean activeBefore = line.days.any(bucketBefore(bucket), bucket);
    boolean activeAfter = line.days.any(next, bucketAfter(next));
    add(
        bucket,
        activity(bucket, Math.min(bucket, first), activeBefore),
        1,
        breakdown,
        value,
        deltas);
    if (activeBefore) {
      add(bucket, LifecycleTable.DORMANT, -1, breakdown, value, deltas);
    }
    if (activeAfter) {
      add(next, activity(next, first, false), -1, breakdown, value, deltas);
      add(next, LifecycleTable.RETURNING, 1, breakdown, value, deltas);
    } else {
      add(next, LifecycleTable.DORMANT, 1, breakdown, value, deltas);
    }
    if (wasActive && first > next) {
      add(first, LifecycleTable.NEW, -1, breakdown, value, deltas);
      add(first, LifecycleTable.RESURRECTING, 1, breakdown, value, deltas);
    }
  }

  private static Measure activity(long bucket, long first, boolean activeBefore) {
    if (bucket == first) {
      return LifecycleTable.NEW;
    }
    return activeBefore ? LifecycleTable.RETURNING : LifecycleTable.RESURRECTING;
  }

  private void add(
      long bucket,
      Measure measure,
      int change,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    CellValue cell =
        deltas
            .at(LifecycleTable.TABLE, definition)
            .period(period)
            .number(bucket)
            .slice(breakdown, value)
            .cell();
    cell.add(measure, change);
  }

  private long bucketOf(long day) {
    return switch (period) {
      case WEEK -> calendar.weekOf(day);
      case MONTH -> calendar.monthOf(day);
      default -> day;
    };
  }

  private long bucketAfter(long bucket) {
    return switch (period) {
      case WEEK -> bucket + 7;
      case MONTH -> calendar.nextMonth(bucket);
      default -> bucket + 1;
    };
  }

  private long bucketBefore(long bucket) {
    return bucketOf(bucket - 1);
  }
}
