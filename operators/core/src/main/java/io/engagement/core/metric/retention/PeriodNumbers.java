package io.engagement.core.metric.retention;

import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.LocalDate;
import java.time.temporal.ChronoField;

/** Calendar periods of one length, numbered so that neighbours differ by 1. */
final class PeriodNumbers {
  private static final long HOUR_MILLIS = 3_600_000L;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
  private static final int DAYS_OF_A_WEEK = 7;
  private static final int DAYS_OF_A_STEP = 30;
  private static final int MONTHS = 12;

  private final Period period;
  private final ZoneCalendar calendar;

  /** The period asked for last: its first instant, the first after it, its number. */
  private long fromMillis = Long.MAX_VALUE;

  private long toMillis = Long.MIN_VALUE;
  private long number;

  PeriodNumbers(Period period, ZoneCalendar calendar) {
    this.period = period;
    this.calendar = calendar;
  }

  /** The number of the period that contains an instant. */
  long of(long epochMillis) {
    if (epochMillis < fromMillis || epochMillis >= toMillis) {
      long bucket = period.bucketOf(epochMillis, calendar);
      number = ofBucket(bucket);
      fromMillis = period == Period.HOUR ? bucket : calendar.startMillis(bucket);
      toMillis = period.endMillis(bucket, calendar);
    }
    return number;
  }

  private long ofBucket(long bucket) {
    return switch (period) {
      case HOUR -> calendar.hour(bucket);
      case WEEK -> (bucket - calendar.weekOf(0)) / DAYS_OF_A_WEEK;
      case MONTH -> LocalDate.ofEpochDay(bucket).getLong(ChronoField.PROLEPTIC_MONTH);
      default -> bucket;
    };
  }

  /** The bucket of a period as cells have it. */
  long bucket(long periodNumber) {
    return switch (period) {
      case HOUR -> calendar.startOfHourMillis(periodNumber);
      case WEEK -> calendar.weekOf(0) + periodNumber * DAYS_OF_A_WEEK;
      case MONTH ->
          LocalDate.of(
                  (int) Math.floorDiv(periodNumber, MONTHS),
                  (int) Math.floorMod(periodNumber, (long) MONTHS) + 1,
                  1)
              .toEpochDay();
      default -> periodNumber;
    };
  }

  /** The first instant after a period. */
  long endMillis(long periodNumber) {
    return period.endMillis(bucket(periodNumber), calendar);
  }

  /** How long the steps from a user's own start are that stand for periods. */
  long stepMillis() {
    return switch (period) {
      case HOUR -> HOUR_MILLIS;
      case WEEK -> DAYS_OF_A_WEEK * DAY_MILLIS;
      case MONTH -> DAYS_OF_A_STEP * DAY_MILLIS;
      default -> DAY_MILLIS;
    };
  }
}
