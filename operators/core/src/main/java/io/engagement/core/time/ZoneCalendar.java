package io.engagement.core.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Hours, calendar days, weeks and months of one zone. Days are epoch days of the local date;
 * instants are epoch milliseconds. A day may have 23 or 25 hours, and always is one stretch of
 * time: where the clock falls back over midnight, what follows belongs to the new day although the
 * clock shows the old one again. The hours of a day are counted from its first instant: where the
 * zone's offset is no whole number of hours they begin at its own full hours, and they always add
 * up to the day. Not thread-safe: it remembers what it was asked for.
 *
 * <p>Instants near the ends of time ({@link Long#MIN_VALUE}, {@link Long#MAX_VALUE}: watermarks)
 * are taken as the last instant that has a day.
 */
public final class ZoneCalendar {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final int CACHED_DAYS = 512;

  /** Days whose first instant, and that of their neighbours' months, fits epoch milliseconds. */
  private static final long LAST_DAY = Long.MAX_VALUE / DAY_MILLIS - 400;

  private final ZoneRules rules;
  private final ZoneId zone;
  private final DayOfWeek weekStart;
  private final boolean fixed;
  private final long fixedOffsetMillis;

  /** Day starts by {@code epochDay & mask}: the day itself and its first instant. */
  private final long[] cachedDay = new long[CACHED_DAYS];

  private final long[] cachedStartMillis = new long[CACHED_DAYS];

  /** Only once someone asked for an hour. */
  private @Nullable ZoneHours hours;

  public ZoneCalendar(ZoneId zone, DayOfWeek weekStart) {
    this.zone = zone;
    this.rules = zone.getRules();
    this.weekStart = weekStart;
    this.fixed = rules.isFixedOffset();
    this.fixedOffsetMillis =
        fixed ? rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds() * 1_000L : 0L;
    java.util.Arrays.fill(cachedDay, Long.MIN_VALUE);
  }

  /** UTC with ISO weeks. */
  public static ZoneCalendar utc() {
    return new ZoneCalendar(ZoneOffset.UTC, DayOfWeek.MONDAY);
  }

  public ZoneId zone() {
    return zone;
  }

  /** A stable text of what decides where days and weeks begin; part of definitions' keys. */
  public String meaning() {
    return "zone " + zone.getId() + "\nweeks from " + weekStart.name();
  }

  public DayOfWeek weekStart() {
    return weekStart;
  }

  /** The local date's epoch day of an instant. */
  public long day(long instantMillis) {
    long epochMillis = withDay(instantMillis);
    if (fixed) {
      return Math.floorDiv(epochMillis + fixedOffsetMillis, DAY_MILLIS);
    }
    long day = Math.floorDiv(epochMillis, DAY_MILLIS);
    // The zone is at most a day away from UTC: the local day is this one or a neighbour.
    while (startMillis(day) > epochMillis) {
      day--;
    }
    while (startMillis(day + 1) <= epochMillis) {
      day++;
    }
    return day;
  }

  /**
   * The first instant of a local date. An ambiguous midnight is the earlier one; one that does not
   * exist is the first instant after the gap.
   */
  public long startMillis(long epochDay) {
    if (fixed) {
      return epochDay * DAY_MILLIS - fixedOffsetMillis;
    }
    int slot = (int) (epochDay & (CACHED_DAYS - 1));
    if (cachedDay[slot] != epochDay) {
      cachedStartMillis[slot] =
          LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
      cachedDay[slot] = epochDay;
    }
    return cachedStartMillis[slot];
  }

  /** The first instant of the hour that contains an instant. */
  public long hourStartMillis(long instantMillis) {
    return hours().startOf(withDay(instantMillis));
  }

  /** The first instant after the hour that starts at an instant; at most 60 minutes later. */
  public long hourEndMillis(long startMillis) {
    return hours().endOf(startMillis);
  }

  /** The number of the hour that contains an instant; neighbours differ by 1. */
  public long hour(long instantMillis) {
    return hours().number(withDay(instantMillis));
  }

  /** The first instant of the hour with a number. */
  public long startOfHourMillis(long hour) {
    return hours().startMillis(hour);
  }

  private ZoneHours hours() {
    ZoneHours known = hours;
    if (known == null) {
      known = new ZoneHours(this, rules);
      hours = known;
    }
    return known;
  }

  private static long withDay(long instantMillis) {
    return Math.max(-LAST_DAY * DAY_MILLIS, Math.min(LAST_DAY * DAY_MILLIS, instantMillis));
  }

  /** The first day of the week that contains a day. */
  public long weekOf(long epochDay) {
    // 1970-01-01 was a Thursday.
    long weekday = Math.floorMod(epochDay + DayOfWeek.THURSDAY.getValue() - 1, 7L);
    return epochDay - Math.floorMod(weekday - (weekStart.getValue() - 1), 7L);
  }

  /** The first day of the month that contains a day. */
  public long monthOf(long epochDay) {
    return LocalDate.ofEpochDay(epochDay).withDayOfMonth(1).toEpochDay();
  }

  /** The first day of the month after the one that starts at {@code firstDay}. */
  public long nextMonth(long firstDay) {
    return LocalDate.ofEpochDay(firstDay).plusMonths(1).toEpochDay();
  }
}
