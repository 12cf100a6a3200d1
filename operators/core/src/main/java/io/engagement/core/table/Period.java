package io.engagement.core.table;

import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * How a bucket is cut. Buckets of a day and longer are numbered by epoch day of the zone, hours of
 * the zone and minutes by epoch milliseconds of their first instant. The order is part of the
 * state: append only.
 */
public enum Period {
  DAY("day"),
  WEEK("week"),
  MONTH("month"),
  /** The 7 days that end with the bucket's day. */
  ROLLING_7D("rolling_7d"),
  /** The 30 days that end with the bucket's day. */
  ROLLING_30D("rolling_30d"),
  /** The 5 minutes that end with the bucket's minute. */
  ROLLING_5M("rolling_5m"),
  HOUR("hour"),
  MINUTE("minute"),
  /** One bucket for everything, 1970-01-01; it never completes before the end of time. */
  ALL("all");

  private static final Period[] VALUES = values();
  private static final long MINUTE_MILLIS = 60_000L;

  private final String label;

  Period(String label) {
    this.label = label;
  }

  public static Period at(int ordinal) {
    return VALUES[ordinal];
  }

  /** The period as a member of a set of periods. */
  public int bit() {
    return 1 << ordinal();
  }

  /** A set of periods. */
  public static int bits(List<Period> periods) {
    int bits = 0;
    for (Period period : periods) {
      bits |= period.bit();
    }
    return bits;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** Whether buckets are instants, not dates. */
  public boolean isInstant() {
    return this == HOUR || this == MINUTE || this == ROLLING_5M;
  }

  /** The bucket that contains an instant (for rolling periods: the one that ends with it). */
  public long bucketOf(long epochMillis, ZoneCalendar calendar) {
    return switch (this) {
      case DAY, ROLLING_7D, ROLLING_30D -> calendar.day(epochMillis);
      case WEEK -> calendar.weekOf(calendar.day(epochMillis));
      case MONTH -> calendar.monthOf(calendar.day(epochMillis));
      case HOUR -> calendar.hourStartMillis(epochMillis);
      case MINUTE, ROLLING_5M -> epochMillis - Math.floorMod(epochMillis, MINUTE_MILLIS);
      case ALL -> 0L;
    };
  }

  /** The first instant of what the bucket counts, epoch milliseconds. */
  public long startMillis(long bucket, ZoneCalendar calendar) {
    return switch (this) {
      case DAY, WEEK, MONTH -> calendar.startMillis(bucket);
      case ROLLING_7D -> calendar.startMillis(bucket - 6);
      case ROLLING_30D -> calendar.startMillis(bucket - 29);
      case ROLLING_5M -> bucket - 4 * MINUTE_MILLIS;
      case HOUR, MINUTE -> bucket;
      case ALL -> Long.MIN_VALUE;
    };
  }

  /** The first instant after the bucket, epoch milliseconds. */
  public long endMillis(long bucket, ZoneCalendar calendar) {
    return switch (this) {
      case DAY, ROLLING_7D, ROLLING_30D -> calendar.startMillis(bucket + 1);
      case WEEK -> calendar.startMillis(bucket + 7);
      case MONTH -> calendar.startMillis(calendar.nextMonth(bucket));
      case HOUR -> calendar.hourEndMillis(bucket);
      case MINUTE, ROLLING_5M -> bucket + MINUTE_MILLIS;
      case ALL -> Long.MAX_VALUE;
    };
  }

  /** The bucket as published: a date, or a UTC instant. */
  public String text(long bucket) {
    return isInstant()
        ? Instant.ofEpochMilli(bucket).toString()
        : LocalDate.ofEpochDay(bucket).toString();
  }
}
