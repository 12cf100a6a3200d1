package io.engagement.core.metric.stickiness;

import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/**
 * What an attendance contributes to the cells of one kind of period, and what an event changes in
 * it: every window that contains the event's day may have one more active interval.
 */
final class StickinessCells {
  private static final int DAYS_OF_A_WEEK = 7;
  private static final int DAYS_OF_ROLLING_MONTH = 30;

  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final Units units;
  private final Interval interval;
  private final int needed;
  private final Period period;

  StickinessCells(
      DefinitionKey definition,
      ZoneCalendar calendar,
      Interval interval,
      int needed,
      Period period) {
    this.definition = definition;
    this.calendar = calendar;
    this.units = new Units(interval, calendar);
    this.interval = interval;
    this.needed = needed;
    this.period = period;
  }

  Period period() {
    return period;
  }

  /** The earliest day that matters when a day is the first that may still change. */
  long firstDayNeeded(long restatedFromDay) {
    return firstDay(firstBucketOf(restatedFromDay));
  }

  /**
   * Emits what changes with an event that was just counted.
   *
   * @param filled whether its unit became full by it
   */
  void addEvent(
      Attendance attendance,
      long day,
      boolean filled,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    if (interval != Interval.WEEK && !filled) {
      return;
    }
    long last = lastBucketOf(day);
    for (long bucket = firstBucketOf(day); bucket <= last; bucket = nextBucket(bucket)) {
      long from = firstDay(bucket);
      long to = endDay(bucket);
      if (interval == Interval.WEEK && eventsOfWeek(attendance, day, from, to) != needed) {
        continue;
      }
      long intervals = intervals(attendance, from, to);
      add(bucket, intervals - 1, -1, breakdown, value, deltas);
      add(bucket, intervals, 1, breakdown, value, deltas);
    }
  }

  /**
   * Adds everything that an attendance contributes to the first bucket that contains a day and to
   * later ones: of earlier ones it may not know all intervals any more.
   */
  void addAll(
      Attendance attendance,
      long fromDay,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    long bucket = firstBucketOf(fromDay);
    long unit = attendance.firstFrom(Long.MIN_VALUE);
    while (unit != Long.MAX_VALUE) {
      long day = units.day(unit);
      long last = lastBucketOf(day);
      bucket = Math.max(bucket, firstBucketOf(day));
      while (bucket <= last) {
        long intervals = intervals(attendance, firstDay(bucket), endDay(bucket));
        add(bucket, intervals, 1, breakdown, value, deltas);
        bucket = nextBucket(bucket);
      }
      unit = attendance.firstFrom(units.first(day + 1));
    }
  }

  /** How many intervals of the days from one on and before another are active. */
  private long intervals(Attendance attendance, long from, long to) {
    if (interval != Interval.WEEK) {
      return attendance.full.count(units.first(from), units.first(to));
    }
    long weeks = 0;
    for (long day = from; day < to; day = calendar.weekOf(day) + DAYS_OF_A_WEEK) {
      weeks += eventsOfWeek(attendance, day, from, to) >= needed ? 1 : 0;
    }
    return weeks;
  }

  /** Events of the week of a day that lie from one day on and before another. */
  private long eventsOfWeek(Attendance attendance, long day, long from, long to) {
    long week = calendar.weekOf(day);
    return attendance.events(Math.max(from, week), Math.min(to, week + DAYS_OF_A_WEEK), needed);
  }

  private void add(
      long bucket,
      long intervals,
      int change,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    if (intervals > 0) {
      deltas
          .at(StickinessTable.TABLE, definition)
          .period(period)
          .number(bucket)
          .number(intervals)
          .slice(breakdown, value)
          .cell()
          .add(StickinessTable.USERS, change);
    }
  }

  /** The first bucket that contains a day. */
  private long firstBucketOf(long day) {
    return switch (period) {
      case WEEK -> calendar.weekOf(day);
      case MONTH -> calendar.monthOf(day);
      default -> day;
    };
  }

  /** The last bucket that contains a day. */
  private long lastBucketOf(long day) {
    return period == Period.ROLLING_30D ? day + DAYS_OF_ROLLING_MONTH - 1 : firstBucketOf(day);
  }

  private long nextBucket(long bucket) {
    return switch (period) {
      case WEEK -> bucket + DAYS_OF_A_WEEK;
      case MONTH -> calendar.nextMonth(bucket);
      default -> bucket + 1;
    };
  }

  private long firstDay(long bucket) {
    return period == Period.ROLLING_30D ? bucket - DAYS_OF_ROLLING_MONTH + 1 : bucket;
  }

  private long endDay(long bucket) {
    return period == Period.ROLLING_30D ? bucket + 1 : nextBucket(bucket);
  }
}
