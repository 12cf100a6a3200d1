package io.engagement.core.event;

import io.engagement.core.event.json.Words;
import java.nio.charset.StandardCharsets;

/**
 * Reads times as the Segment libraries and their users write them: {@code 2024-01-04T11:45:38Z},
 * with any number of fraction digits after a point or comma (cut to milliseconds), with an offset
 * {@code +02:00}, {@code +0200}, {@code +02}, also after a space, or none (UTC), a space instead of
 * the T, without seconds, a date alone (its midnight), and the basic form {@code 20240104T114538Z}.
 * The proleptic Gregorian calendar; a leap second, hour 24 and days that do not exist are no times.
 */
final class Iso8601 {
  /** What {@link #millis} returns for a text that is no time. */
  static final long INVALID = Long.MIN_VALUE;

  private static final int MAX_OFFSET_MINUTES = 18 * 60;

  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long DATE = word("0000-00-");
  private static final long DATE_BOUNDS = bounds("0000-00-");
  private static final long MIDDLE = word("00T00:00");
  private static final long MIDDLE_BOUNDS = bounds("00T00:00");
  private static final long MILLIS = word(":00.000Z");
  private static final long MILLIS_BOUNDS = bounds(":00.000Z");
  private static final long SECONDS = word("0:00:00Z");
  private static final long SECONDS_BOUNDS = bounds("0:00:00Z");

  private final byte[] bytes;
  private final int end;
  private int at;

  private Iso8601(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** Epoch milliseconds of the time in {@code bytes[from, to)}, ASCII, or {@link #INVALID}. */
  static long millis(byte[] bytes, int from, int to) {
    long common = commonMillis(bytes, from, to);
    return common != INVALID ? common : new Iso8601(bytes, from, to).millis();
  }

  /**
   * {@code 2024-01-04T11:45:38Z} and {@code 2024-01-04T11:45:38.123Z}, what nearly all send: eight
   * bytes at a time, digits and punctuation checked together.
   */
  private static long commonMillis(byte[] b, int from, int to) {
    int length = to - from;
    if (length != 20 && length != 24) {
      return INVALID;
    }
    long date = Words.at(b, from) ^ DATE;
    long middle = Words.at(b, from + 8) ^ MIDDLE;
    long rest = Words.at(b, to - 8) ^ (length == 24 ? MILLIS : SECONDS);
    long wrong = date + DATE_BOUNDS | middle + MIDDLE_BOUNDS | date | middle | rest;
    wrong |= rest + (length == 24 ? MILLIS_BOUNDS : SECONDS_BOUNDS);
    if ((wrong & HIGHS) != 0) {
      return INVALID;
    }
    int year = pair(date, 0) * 100 + pair(date, 2);
    int second = pair(rest, length == 24 ? 1 : 5);
    int milli = length == 24 ? pair(rest, 4) * 10 + (int) (rest >>> 48 & 0xF) : 0;
    int day = pair(middle, 0);
    return instant(year, pair(date, 5), day, pair(middle, 3), pair(middle, 6), second, milli, 0);
  }

  /** Two digits that begin at a byte of a word. */
  private static int pair(long word, int at) {
    int two = (int) (word >>> (at << 3));
    return (two & 0xF) * 10 + (two >>> 8 & 0xF);
  }

  /** What makes a byte overflow into its highest bit: a digit above 9, other marks above 0. */
  private static long bounds(String form) {
    long bounds = 0;
    for (int i = 7; i >= 0; i--) {
      bounds = bounds << 8 | (form.charAt(i) == '0' ? 0x7F - 9 : 0x7F);
    }
    return bounds;
  }

  private static long word(String form) {
    return Words.at(form.getBytes(StandardCharsets.US_ASCII), 0);
  }

  private long millis() {
    int year = number(4);
    boolean extended = take('-');
    int month = number(2);
    if (extended && !take('-')) {
      return INVALID;
    }
    int day = number(2);
    if (year < 0 || at == end) {
      return extended && year >= 0 ? instant(year, month, day, 0, 0, 0, 0, 0) : INVALID;
    }
    if (!take('T') && !take('t') && !(extended && take(' '))) {
      return INVALID;
    }
    int hour = number(2);
    if (extended && !take(':')) {
      return INVALID;
    }
    int minute = number(2);
    int second = 0;
    int milli = 0;
    if (extended ? take(':') : isDigit()) {
      second = number(2);
      if (take('.') || take(',')) {
        milli = fractionMillis();
      }
    }
    if (at + 1 < end && bytes[at] == ' ' && (bytes[at + 1] == '+' || bytes[at + 1] == '-')) {
      at++;
    }
    int offset = offsetMinutes();
    return at == end ? instant(year, month, day, hour, minute, second, milli, offset) : INVALID;
  }

  private int fractionMillis() {
    int millis = 0;
    int digits = 0;
    for (; isDigit(); at++, digits++) {
      if (digits < 3) {
        millis = millis * 10 + bytes[at] - '0';
      }
    }
    return switch (digits) {
      case 0 -> -1;
      case 1 -> millis * 100;
      case 2 -> millis * 10;
      default -> millis;
    };
  }

  /** East of Greenwich; a value beyond the bounds when there is no valid offset. */
  private int offsetMinutes() {
    if (at == end || take('Z') || take('z')) {
      return 0;
    }
    boolean west = take('-');
    if (!west && !take('+')) {
      return Integer.MAX_VALUE;
    }
    int hours = number(2);
    int minutes = 0;
    if (at < end) {
      take(':');
      minutes = number(2);
    }
    if (hours < 0 || minutes < 0 || minutes > 59) {
      return Integer.MAX_VALUE;
    }
    int offset = hours * 60 + minutes;
    return west ? -offset : offset;
  }

  private boolean take(char expected) {
    if (at < end && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  private boolean isDigit() {
    return at < end && bytes[at] >= '0' && bytes[at] <= '9';
  }

  /** The number in the next digits, or a negative one when there are fewer. */
  private int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      if (!isDigit()) {
        return -1;
      }
      value = value * 10 + bytes[at++] - '0';
    }
    return value;
  }

  private static long instant(
      int year,
      int month,
      int day,
      int hour,
      int minute,
      int second,
      int milli,
      int offsetMinutes) {
    if (month < 1
        || month > 12
        || day < 1
        || day > daysOfMonth(year, month)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || milli < 0
        || Math.abs((long) offsetMinutes) > MAX_OFFSET_MINUTES) {
      return INVALID;
    }
    long minutes = epochDay(year, month, day) * 1440 + hour * 60L + minute - offsetMinutes;
    return (minutes * 60 + second) * 1000 + milli;
  }

  private static int daysOfMonth(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01, counted in years that begin in March. */
  private static long epochDay(int year, int month, int day) {
    long marchYear = month <= 2 ? year - 1L : year;
    int marchMonth = month <= 2 ? month + 9 : month - 3;
    long leapDays =
        Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
    return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - 719_468;
  }
}
