package io.engagement.core.metric.stickiness;

import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.time.ZoneCalendar;

/**
 * The smallest stretches of time that are told apart, numbered: the hours of each day, or days.
 * Every period is a whole number of them.
 */
final class Units {
  private static final long HOUR_MILLIS = 3_600_000L;

  /** Room for the 25 hours of a day; where a zone has repeated more, the rest is one unit. */
  private static final int HOURS_BITS = 5;

  private static final long LAST_HOUR = (1 << HOURS_BITS) - 1;

  private final ZoneCalendar calendar;
  private final boolean hours;

  Units(Interval interval, ZoneCalendar calendar) {
    this.calendar = calendar;
    this.hours = interval == Interval.HOUR;
  }

  long at(long epochMillis) {
    long day = calendar.day(epochMillis);
    if (!hours) {
      return day;
    }
    long hour = (epochMillis - calendar.startMillis(day)) / HOUR_MILLIS;
    return first(day) + Math.max(0, Math.min(LAST_HOUR, hour));
  }

  /** The first unit of a day. */
  long first(long day) {
    return hours ? day << HOURS_BITS : day;
  }

  /** The day of a unit. */
  long day(long unit) {
    return hours ? unit >> HOURS_BITS : unit;
  }

  /** The first instant of a unit. */
  long startMillis(long unit) {
    long start = calendar.startMillis(day(unit));
    return hours ? start + (unit & LAST_HOUR) * HOUR_MILLIS : start;
  }

  /** The first instant after a unit. */
  long endMillis(long unit) {
    long end = calendar.startMillis(day(unit) + 1);
    return hours && (unit & LAST_HOUR) != LAST_HOUR
        ? Math.min(end, startMillis(unit) + HOUR_MILLIS)
        : end;
  }
}
