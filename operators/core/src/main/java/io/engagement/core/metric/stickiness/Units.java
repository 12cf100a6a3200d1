package io.engagement.core.metric.stickiness;

import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.time.ZoneCalendar;

/**
 * The smallest stretches of time that are told apart, numbered: the hours of the zone, or days.
 * Every period is a whole number of them.
 */
final class Units {
  private final ZoneCalendar calendar;
  private final boolean hours;

  Units(Interval interval, ZoneCalendar calendar) {
    this.calendar = calendar;
    this.hours = interval == Interval.HOUR;
  }

  long at(long epochMillis) {
    return hours ? calendar.hour(epochMillis) : calendar.day(epochMillis);
  }

  /** The first unit of a day. */
  long first(long day) {
    return hours ? calendar.hour(calendar.startMillis(day)) : day;
  }

  /** The day of a unit. */
  long day(long unit) {
    return hours ? calendar.day(calendar.startOfHourMillis(unit)) : unit;
  }

  /** The first instant of a unit. */
  long startMillis(long unit) {
    return hours ? calendar.startOfHourMillis(unit) : calendar.startMillis(unit);
  }

  /** The first instant after a unit. */
  long endMillis(long unit) {
    return startMillis(unit + 1);
  }
}
