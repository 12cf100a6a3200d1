package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.SparseCounts;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Returns on, or on and after, the calendar periods after a cohort's. */
final class CalendarRules implements CohortRules<CalendarLine> {
  private final PeriodNumbers numbers;
  private final int periods;
  private final int needed;
  private final boolean orAfter;

  CalendarRules(RetentionDefinition settings, PeriodNumbers numbers) {
    this.numbers = numbers;
    this.periods = settings.periods();
    this.needed = settings.minReturns();
    this.orAfter = settings.counting() == Counting.ON_OR_AFTER;
  }

  @Override
  public FirstEvent first(CalendarLine line) {
    return line.first;
  }

  @Override
  public void start(CalendarLine line, long timeMillis, RetentionCells cells) {
    long cohort = numbers.of(timeMillis);
    if (line.cohorts.add(cohort)) {
      addCohort(line, cohort, 1, cells);
    }
  }

  @Override
  public void removeOnly(CalendarLine line, RetentionCells cells) {
    if (!line.cohorts.isEmpty()) {
      addCohort(line, line.cohorts.first(), -1, cells);
      line.cohorts.clear();
    }
  }

  @Override
  public boolean hasCohorts(CalendarLine line) {
    return !line.cohorts.isEmpty();
  }

  private void addCohort(CalendarLine line, long cohort, int change, RetentionCells cells) {
    cells.add(cohort, 0, change);
    if (orAfter) {
      if (line.lastReturn != CalendarLine.NONE) {
        addRange(cohort, 1, line.lastReturn - cohort, change, cells);
      }
      return;
    }
    long period = line.returns.after(cohort);
    while (period <= cohort + periods) {
      cells.add(cohort, period - cohort, change);
      period = line.returns.after(period);
    }
  }

  @Override
  public void comeBack(CalendarLine line, UserEvent event, RetentionCells cells) {
    long period = numbers.of(event.timeMillis);
    if (line.returns.contains(period)) {
      return;
    }
    if (needed != 1) {
      if (line.fewReturns.increment(period) < needed) {
        return;
      }
      line.fewReturns.remove(period);
    }
    line.returns.add(period);
    if (orAfter) {
      comeBackLater(line, period, cells);
    } else {
      long cohort = line.cohorts.after(period - periods - 1);
      while (cohort < period) {
        cells.add(cohort, period - cohort, 1);
        cohort = line.cohorts.after(cohort);
      }
    }
  }

  /** Counts for all indices that the last return before did not reach. */
  private void comeBackLater(CalendarLine line, long period, RetentionCells cells) {
    long before = line.lastReturn;
    if (period <= before) {
      return;
    }
    line.lastReturn = period;
    boolean isFirst = before == CalendarLine.NONE;
    long cohort = isFirst ? line.cohorts.first() : line.cohorts.after(before - periods);
    while (cohort < period) {
      long from = isFirst ? 1 : Math.max(1, before - cohort + 1);
      addRange(cohort, from, period - cohort, 1, cells);
      cohort = line.cohorts.after(cohort);
    }
  }

  private void addRange(long cohort, long from, long to, int change, RetentionCells cells) {
    long last = Math.min(to, periods);
    for (long index = from; index <= last; index++) {
      cells.add(cohort, index, change);
    }
  }

  @Override
  public void expire(CalendarLine line, long acceptedFromMillis) {
    long accepted = numbers.of(acceptedFromMillis);
    line.first.expire(acceptedFromMillis);
    line.returns.removeBefore(accepted);
    line.fewReturns.removeBefore(accepted);
    if (!orAfter) {
      line.cohorts.removeBefore(accepted - periods);
    } else if (line.lastReturn != CalendarLine.NONE) {
      // Cohorts that have been counted at every index.
      line.cohorts.removeBefore(Math.min(accepted, line.lastReturn - periods + 1));
      if (line.cohorts.isEmpty() && line.lastReturn < accepted) {
        line.lastReturn = CalendarLine.NONE;
      }
    }
  }

  @Override
  public void contribute(CalendarLine line, RetentionCells cells) {
    long cohort = line.cohorts.first();
    while (cohort != SparseBits.NOTHING_AFTER) {
      addCohort(line, cohort, 1, cells);
      cohort = line.cohorts.after(cohort);
    }
  }

  @Override
  public CalendarLine create() {
    return new CalendarLine(
        new FirstEvent(),
        new SparseBits(),
        new SparseBits(),
        new SparseCounts(),
        CalendarLine.NONE);
  }

  @Override
  public boolean isEmpty(CalendarLine line) {
    return !line.first.isPresent()
        && line.cohorts.isEmpty()
        && line.returns.isEmpty()
        && line.fewReturns.isEmpty()
        && line.lastReturn == CalendarLine.NONE;
  }

  @Override
  public int heapBytes(CalendarLine line) {
    return 56
        + line.first.heapBytes()
        + line.cohorts.heapBytes()
        + line.returns.heapBytes()
        + line.fewReturns.heapBytes();
  }

  /**
   * Layout: first event, cohorts, periods with enough returns, counts of others, whether there is a
   * last return, its period.
   */
  @Override
  public void write(CalendarLine line, StateWriter out) {
    line.first.write(out);
    line.cohorts.write(out);
    line.returns.write(out);
    line.fewReturns.write(out);
    boolean returned = line.lastReturn != CalendarLine.NONE;
    out.writeBoolean(returned);
    if (returned) {
      out.writeSigned(line.lastReturn);
    }
  }

  @Override
  public CalendarLine read(StateReader in) {
    FirstEvent first = FirstEvent.read(in);
    SparseBits cohorts = SparseBits.read(in);
    SparseBits returns = SparseBits.read(in);
    SparseCounts fewReturns = SparseCounts.read(in);
    long lastReturn = in.readBoolean() ? in.readSigned() : CalendarLine.NONE;
    return new CalendarLine(first, cohorts, returns, fewReturns, lastReturn);
  }
}
