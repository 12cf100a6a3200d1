package io.engagement.core.config;

import io.engagement.core.event.EventClock;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.ZoneId;

/**
 * How the deployment reads time.
 *
 * @param zone of calendar days, weeks and months
 * @param weekStart Monday or Sunday
 * @param outOfOrdernessMillis how far the watermark of a partition stays behind its latest event
 * @param idleAfterMillis without records, after which a partition no longer holds the others back
 * @param lateHorizonMillis how far behind the watermark an event still corrects published numbers
 * @param futureToleranceMillis how far beyond its append time an event's time may be
 * @param jumpMillis how far ahead of its partition a time moves the watermark without witnesses; 0
 *     for any distance
 * @param clock whose clock the times of a record are
 */
public record TimeConfig(
    ZoneId zone,
    DayOfWeek weekStart,
    long outOfOrdernessMillis,
    long idleAfterMillis,
    long lateHorizonMillis,
    long futureToleranceMillis,
    long jumpMillis,
    EventClock clock) {

  /** A calendar of the zone; not thread-safe, so one for each thread. */
  public ZoneCalendar calendar() {
    return new ZoneCalendar(zone, weekStart);
  }
}
