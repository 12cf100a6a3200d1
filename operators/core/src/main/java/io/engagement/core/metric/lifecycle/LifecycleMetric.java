package io.engagement.core.metric.lifecycle;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.metric.UserContext;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Users by what a period is to them: the first they were ever active in (new), one after another
 * (returning), one after a pause (resurrecting), or the first of a pause (dormant, counted once).
 * Every dimension value has a history of its own.
 *
 * <p>Nothing waits for time to pass: an active period counts the user as dormant in the next one at
 * once, and that is taken back when they show up.
 *
 * <p>What is kept: the first active day for good, and the active days from the start of the period
 * before the one that the oldest accepted event falls into: at most 62 days before the late
 * horizon; as much for each dimension value that the user ever had. Where ids are merged, the days
 * before the period that the oldest restated instant falls into.
 */
public final class LifecycleMetric extends SlicedMetric<Lifeline> {
  private static final String FAMILY = "lifecycle";

  private final LifecycleCells[] cells;
  private final ZoneCalendar calendar;

  /**
   * @throws IllegalArgumentException for a period that lifecycle does not have, or a breakdown that
   *     is not configured
   */
  public LifecycleMetric(LifecycleDefinition settings, MetricSetup setup) {
    super(FAMILY, settings, "", new Lifeline.Kind(), setup);
    this.calendar = setup.calendar();
    this.cells = new LifecycleCells[settings.periods().size()];
    for (int i = 0; i < cells.length; i++) {
      Period period = settings.periods().get(i);
      if (!LifecycleFamily.PERIODS.contains(period)) {
        throw new IllegalArgumentException("lifecycle has no period " + period.label());
      }
      cells[i] = new LifecycleCells(definition(), calendar, period);
    }
  }

  @Override
  protected void apply(
      Lifeline line,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long timeMillis = event.timeMillis;
    if (timeMillis >= line.dayFromMillis && timeMillis < line.dayToMillis) {
      return;
    }
    long day = calendar.day(timeMillis);
    line.dayFromMillis = calendar.startMillis(day);
    line.dayToMillis = calendar.startMillis(day + 1);
    if (line.days.add(day)) {
      long firstDay = line.firstDay;
      line.firstDay = Math.min(firstDay, day);
      for (LifecycleCells ofPeriod : cells) {
        ofPeriod.addDay(line, day, firstDay, breakdown, value, user.deltas());
      }
    }
  }

  @Override
  protected Consumer<Lifeline> expiry(long restatedFromMillis) {
    long day = calendar.day(restatedFromMillis);
    long first = day;
    for (LifecycleCells ofPeriod : cells) {
      first = Math.min(first, ofPeriod.firstDayNeeded(day));
    }
    long firstNeeded = first;
    return line -> line.days.removeBefore(firstNeeded);
  }

  @Override
  protected long lastDay(Lifeline line) {
    return line.days.last();
  }

  @Override
  protected void addAll(
      int ofPeriods, Lifeline line, @Nullable Breakdown breakdown, String value, UserContext user) {
    long fromDay = calendar.day(user.restatedFromMillis());
    for (LifecycleCells ofPeriod : cells) {
      if ((ofPeriods & ofPeriod.period().bit()) != 0) {
        ofPeriod.addAll(line, fromDay, breakdown, value, user.deltas());
      }
    }
  }
}
