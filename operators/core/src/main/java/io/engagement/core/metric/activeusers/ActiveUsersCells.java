package io.engagement.core.metric.activeusers;

import io.engagement.core.state.SparseBits;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/**
 * Which cells an active day or minute adds a user to, given the user's neighbouring ones: a cell
 * that another day or minute has already added them to is left alone.
 */
final class ActiveUsersCells {
  static final long MINUTE_MILLIS = 60_000L;
  private static final int DAYS_OF_A_WEEK = 7;
  private static final int DAYS_OF_ROLLING_MONTH = 30;
  private static final int MINUTES_OF_ROLLING = 5;

  private final DefinitionKey definition;
  private final ZoneCalendar calendar;

  ActiveUsersCells(DefinitionKey definition, ZoneCalendar calendar) {
    this.definition = definition;
    this.calendar = calendar;
  }

  /** The earliest day that matters to the periods when a day is the first that may still change. */
  long firstDayNeeded(int periods, long restatedFromDay) {
    long first = restatedFromDay;
    if ((periods & Period.WEEK.bit()) != 0) {
      first = Math.min(first, calendar.weekOf(restatedFromDay));
    }
    if ((periods & Period.MONTH.bit()) != 0) {
      first = Math.min(first, calendar.monthOf(restatedFromDay));
    }
    if ((periods & Period.ROLLING_7D.bit()) != 0) {
      first = Math.min(first, restatedFromDay - DAYS_OF_A_WEEK + 1);
    }
    if ((periods & Period.ROLLING_30D.bit()) != 0) {
      first = Math.min(first, restatedFromDay - DAYS_OF_ROLLING_MONTH + 1);
    }
    return first;
  }

  /** The earliest minute that matters when a minute is the first that may still change. */
  static long firstMinuteNeeded(long restatedFromMinute) {
    return restatedFromMinute - MINUTES_OF_ROLLING + 1;
  }

  /** The last rolling window that a minute counts in, by the minute it ends with. */
  static long lastWindowOf(long minute) {
    return minute + MINUTES_OF_ROLLING - 1;
  }

  /** Adds everything an activity contributes to cells of these periods. */
  void addAll(
      int periods,
      Activity activity,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    long before = SparseBits.NOTHING_BEFORE;
    long day = activity.days.first();
    while (day != SparseBits.NOTHING_AFTER) {
      addDay(periods, day, before, SparseBits.NOTHING_AFTER, breakdown, value, deltas);
      before = day;
      day = activity.days.after(day);
    }
    before = SparseBits.NOTHING_BEFORE;
    long minute = activity.minutes.first();
    while (minute != SparseBits.NOTHING_AFTER) {
      addMinute(periods, minute, before, SparseBits.NOTHING_AFTER, breakdown, value, deltas);
      before = minute;
      minute = activity.minutes.after(minute);
    }
  }

  /**
   * Adds the user to the cells that an active day leads to and its neighbours do not.
   *
   * @param before the last active day before it
   * @param after the first active day after it
   */
  void addDay(
      int periods,
      long day,
      long before,
      long after,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    if ((periods & Period.DAY.bit()) != 0) {
      add(Period.DAY, day, breakdown, value, deltas);
    }
    if ((periods & Period.WEEK.bit()) != 0) {
      long week = calendar.weekOf(day);
      if (before < week && after >= week + DAYS_OF_A_WEEK) {
        add(Period.WEEK, week, breakdown, value, deltas);
      }
    }
    if ((periods & Period.MONTH.bit()) != 0) {
      long month = calendar.monthOf(day);
      if (before < month && after >= calendar.nextMonth(month)) {
        add(Period.MONTH, month, breakdown, value, deltas);
      }
    }
    if ((periods & Period.ROLLING_7D.bit()) != 0) {
      long last = Math.min(day + DAYS_OF_A_WEEK, after);
      for (long end = Math.max(day, before + DAYS_OF_A_WEEK); end < last; end++) {
        add(Period.ROLLING_7D, end, breakdown, value, deltas);
      }
    }
    if ((periods & Period.ROLLING_30D.bit()) != 0) {
      long last = Math.min(day + DAYS_OF_ROLLING_MONTH, after);
      for (long end = Math.max(day, before + DAYS_OF_ROLLING_MONTH); end < last; end++) {
        add(Period.ROLLING_30D, end, breakdown, value, deltas);
      }
    }
  }

  /** Like {@link #addDay}, for a minute. */
  void addMinute(
      int periods,
      long minute,
      long before,
      long after,
      @Nullable Breakdown breakdown,
      String value,
      DeltaBuffer deltas) {
    if ((periods & Period.ROLLING_5M.bit()) != 0) {
      long last = Math.min(minute + MINUTES_OF_ROLLING, after);
      for (long end = Math.max(minute, before + MINUTES_OF_ROLLING); end < last; end++) {
        add(Period.ROLLING_5M, end * MINUTE_MILLIS, breakdown, value, deltas);
      }
    }
  }

  private void add(
      Period period, long bucket, @Nullable Breakdown breakdown, String value, DeltaBuffer deltas) {
    deltas
        .at(ActiveUsersTable.TABLE, definition)
        .period(period)
        .number(bucket)
        .slice(breakdown, value)
        .cell()
        .add(ActiveUsersTable.USERS, 1);
  }
}
