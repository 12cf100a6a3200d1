package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.SparseCounts;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Returns on, or on and after, the calendar periods after a cohort's. */
final class CalendarRules implements CohortRules<CalendarSeries> {
  private final PeriodNumbers numbers;
  private final boolean single;
  private final int periods;
  private final int needed;
  private final boolean orAfter;

  CalendarRules(RetentionDefinition settings, PeriodNumbers numbers) {
    this.numbers = numbers;
    this.single = settings.isSingleCohort();
    this.periods = settings.periods();
    this.needed = settings.minReturns();
    this.orAfter = settings.counting() == Counting.ON_OR_AFTER;
  }

  @Override
  public FirstEvent first(CalendarSeries series) {
    return series.first;
  }

  @Override
  public void start(CalendarSeries series, long timeMillis, RetentionCells cells) {
    long cohort = numbers.of(timeMillis);
    if (series.cohorts.add(cohort)) {
      addCohort(series, cohort, Long.MIN_VALUE, 1, cells);
    }
  }

  @Override
  public void removeOnly(CalendarSeries series, RetentionCells cells) {
    if (!series.cohorts.isEmpty()) {
      addCohort(series, series.cohorts.first(), Long.MIN_VALUE, -1, cells);
      series.cohorts.clear();
    }
  }

  @Override
  public void addCohort(CalendarSeries series, long cohort, RetentionCells cells) {
    addCohort(series, cohort, Long.MIN_VALUE, 1, cells);
  }

  @Override
  public long firstCohort(CalendarSeries series) {
    return series.cohorts.first();
  }

  @Override
  public boolean hasCohorts(CalendarSeries series) {
    return !series.cohorts.isEmpty();
  }

  /** Adds a cohort to its cells of the periods from one on. */
  private void addCohort(
      CalendarSeries series, long cohort, long fromPeriod, int change, RetentionCells cells) {
    if (cohort >= fromPeriod) {
      cells.add(cohort, 0, change);
    }
    if (orAfter) {
      if (series.lastReturn != CalendarSeries.NONE) {
        addRange(cohort, 1, series.lastReturn - cohort, change, cells);
      }
      return;
    }
    long period = series.returns.after(Math.max(cohort + 1, fromPeriod) - 1);
    while (period <= cohort + periods) {
      cells.add(cohort, period - cohort, change);
      period = series.returns.after(period);
    }
  }

  @Override
  public void comeBack(CalendarSeries series, UserEvent event, RetentionCells cells) {
    long period = numbers.of(event.timeMillis);
    if (series.returns.contains(period)) {
      return;
    }
    if (needed != 1) {
      if (series.fewReturns.increment(period) < needed) {
        return;
      }
      series.fewReturns.remove(period);
    }
    series.returns.add(period);
    if (orAfter) {
      comeBackLater(series, period, cells);
    } else {
      long cohort = series.cohorts.after(period - periods - 1);
      while (cohort < period) {
        cells.add(cohort, period - cohort, 1);
        cohort = series.cohorts.after(cohort);
      }
    }
  }

  /** Counts for all indices that the last return before did not reach. */
  private void comeBackLater(CalendarSeries series, long period, RetentionCells cells) {
    long before = series.lastReturn;
    if (period <= before) {
      return;
    }
    series.lastReturn = period;
    boolean isFirst = before == CalendarSeries.NONE;
    long cohort = isFirst ? series.cohorts.first() : series.cohorts.after(before - periods);
    while (cohort < period) {
      long from = isFirst ? 1 : Math.max(1, before - cohort + 1);
      addRange(cohort, from, period - cohort, 1, cells);
      cohort = series.cohorts.after(cohort);
    }
  }

  private void addRange(long cohort, long from, long to, int change, RetentionCells cells) {
    long last = Math.min(to, periods);
    for (long index = from; index <= last; index++) {
      cells.add(cohort, index, change);
    }
  }

  @Override
  public void expire(CalendarSeries series, long restatedFromMillis) {
    long restated = numbers.of(restatedFromMillis);
    series.returns.removeBefore(restated);
    series.fewReturns.removeBefore(restated);
    if (!orAfter) {
      series.cohorts.removeBefore(restated - periods);
    } else if (series.lastReturn != CalendarSeries.NONE) {
      // Cohorts that have been counted at every index.
      series.cohorts.removeBefore(Math.min(restated, series.lastReturn - periods + 1));
      if (series.cohorts.isEmpty() && series.lastReturn < restated) {
        series.lastReturn = CalendarSeries.NONE;
      }
    }
  }

  @Override
  public long lastReturnMillis(CalendarSeries series) {
    long period = Math.max(series.returns.last(), series.fewReturns.last());
    return period == Long.MIN_VALUE ? period : numbers.endMillis(period);
  }

  @Override
  public void merge(CalendarSeries into, CalendarSeries from) {
    boolean begins = single && into.first.isAfter(from.first);
    if (begins) {
      into.first.set(from.first);
      into.cohorts.clear();
    }
    if (begins || !single) {
      into.cohorts.addAll(from.cohorts);
    }
    into.returns.addAll(from.returns);
    into.fewReturns.addAll(from.fewReturns, needed, into.returns);
    into.lastReturn = Math.max(into.lastReturn, from.lastReturn);
    if (orAfter) {
      into.lastReturn = Math.max(into.lastReturn, into.returns.last());
    }
  }

  /** For returns on or after a period, the last one is known as long as the cohort is. */
  @Override
  public void contribute(CalendarSeries series, long restatedFromMillis, RetentionCells cells) {
    boolean all = orAfter || restatedFromMillis == Long.MIN_VALUE;
    long fromPeriod = all ? Long.MIN_VALUE : numbers.of(restatedFromMillis);
    long cohort = series.cohorts.first();
    while (cohort != SparseBits.NOTHING_AFTER) {
      addCohort(series, cohort, fromPeriod, 1, cells);
      cohort = series.cohorts.after(cohort);
    }
  }

  @Override
  public CalendarSeries create() {
    return new CalendarSeries(
        new FirstEvent(),
        new SparseBits(),
        new SparseBits(),
        new SparseCounts(),
        CalendarSeries.NONE);
  }

  @Override
  public boolean isEmpty(CalendarSeries series) {
    return !series.first.isPresent()
        && series.cohorts.isEmpty()
        && series.returns.isEmpty()
        && series.fewReturns.isEmpty()
        && series.lastReturn == CalendarSeries.NONE;
  }

  @Override
  public int heapBytes(CalendarSeries series) {
    return 56
        + series.first.heapBytes()
        + series.cohorts.heapBytes()
        + series.returns.heapBytes()
        + series.fewReturns.heapBytes();
  }

  /**
   * Layout: first event, cohorts, periods with enough returns, counts of others, whether there is a
   * last return, its period.
   */
  @Override
  public void write(CalendarSeries series, StateWriter out) {
    series.first.write(out);
    series.cohorts.write(out);
    series.returns.write(out);
    series.fewReturns.write(out);
    boolean returned = series.lastReturn != CalendarSeries.NONE;
    out.writeBoolean(returned);
    if (returned) {
      out.writeSigned(series.lastReturn);
    }
  }

  @Override
  public CalendarSeries read(StateReader in, int layout) {
    FirstEvent first = FirstEvent.read(in, layout);
    SparseBits cohorts = SparseBits.read(in, layout);
    SparseBits returns = SparseBits.read(in, layout);
    SparseCounts fewReturns = SparseCounts.read(in);
    long lastReturn = in.readBoolean() ? in.readSigned() : CalendarSeries.NONE;
    return new CalendarSeries(first, cohorts, returns, fewReturns, lastReturn);
  }
}
