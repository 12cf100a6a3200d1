package io.engagement.core.metric.stickiness;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Users by the number of days of a period on which they were active; or of hours or weeks. An
 * interval is active from {@code min-events} matching events on. Every dimension value has a
 * history of its own. Nothing waits for time to pass.
 *
 * <p>What is kept: active days, or hours, from the start of the oldest period that an accepted
 * event could still fall into, or that a rolling window with one could still reach back to: at most
 * 31 days before the late horizon; counts below {@code min-events} only while their interval can
 * still grow (of weeks: as long as the days). As much for each dimension value of that time. Where
 * ids are merged, it is what a merge could still restate, and counts are kept as long as the days.
 */
public final class StickinessMetric extends SlicedMetric<Attendance> {
  private static final String FAMILY = "stickiness";

  private final int needed;
  private final Interval interval;

  /** Whether a day with too few events can still get more when none is accepted for it any more. */
  private final boolean keepsPartial;

  private final StickinessCells[] cells;
  private final ZoneCalendar calendar;
  private final Units units;

  /**
   * @throws IllegalArgumentException for a period that stickiness does not have or that has only
   *     one interval, or a breakdown that is not configured
   */
  public StickinessMetric(StickinessDefinition settings, MetricSetup setup) {
    super(FAMILY, settings, meaning(settings), new Attendance.Kind(settings.minEvents()), setup);
    this.calendar = setup.calendar();
    this.interval = settings.interval();
    this.keepsPartial = interval == Interval.WEEK || setup.restateMillis() > 0;
    this.needed = settings.minEvents();
    this.units = new Units(interval, calendar);
    this.cells = new StickinessCells[settings.periods().size()];
    for (int i = 0; i < cells.length; i++) {
      Period period = settings.periods().get(i);
      if (!StickinessFamily.PERIODS.contains(period) || !interval.divides(period)) {
        throw new IllegalArgumentException(
            "stickiness has no period " + period.label() + " of intervals " + interval);
      }
      cells[i] = new StickinessCells(definition(), calendar, interval, needed, period);
    }
  }

  private static String meaning(StickinessDefinition settings) {
    return "interval " + settings.interval().name() + "\nmin events " + settings.minEvents() + "\n";
  }

  @Override
  protected void apply(
      Attendance attendance,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long timeMillis = event.timeMillis;
    if (timeMillis >= attendance.fullFromMillis && timeMillis < attendance.fullToMillis) {
      return;
    }
    long unit = units.at(timeMillis);
    boolean known = attendance.full.contains(unit);
    boolean filled = !known && attendance.add(unit, needed);
    if (known || filled) {
      attendance.fullFromMillis = units.startMillis(unit);
      attendance.fullToMillis = units.endMillis(unit);
    }
    if (!known) {
      for (StickinessCells ofPeriod : cells) {
        ofPeriod.addEvent(attendance, units.day(unit), filled, breakdown, value, user.deltas());
      }
    }
  }

  @Override
  protected Consumer<Attendance> expiry(long restatedFromMillis) {
    long day = calendar.day(restatedFromMillis);
    long first = day;
    for (StickinessCells ofPeriod : cells) {
      first = Math.min(first, ofPeriod.firstDayNeeded(day));
    }
    long firstFull = units.first(first);
    long firstPartial = keepsPartial ? firstFull : units.first(day);
    return attendance -> {
      attendance.full.removeBefore(firstFull);
      attendance.partial.removeBefore(firstPartial);
    };
  }

  @Override
  protected long lastDay(Attendance attendance) {
    long unit = Math.max(attendance.full.last(), attendance.partial.last());
    return unit == Long.MIN_VALUE ? unit : units.day(unit);
  }

  @Override
  protected void addAll(
      int ofPeriods,
      Attendance attendance,
      @Nullable Breakdown breakdown,
      String value,
      UserContext user) {
    long fromDay = calendar.day(user.restatedFromMillis());
    for (StickinessCells ofPeriod : cells) {
      if ((ofPeriods & ofPeriod.period().bit()) != 0) {
        ofPeriod.addAll(attendance, fromDay, breakdown, value, user.deltas());
      }
    }
  }
}
