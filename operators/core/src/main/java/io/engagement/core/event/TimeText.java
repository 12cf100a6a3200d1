package io.engagement.core.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads a time in whatever spelling trackers use: ISO 8601, the dates of mails and of HTTP, numbers
 * by their size.
 */
final class TimeText {
  private static final String[] MONTHS = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
  };

  /** The zones that RFC 2822 knows by name. */
  private static final Map<String, String> ZONES =
      Map.ofEntries(
          Map.entry("GMT", "+0000"),
          Map.entry("UT", "+0000"),
          Map.entry("UTC", "+0000"),
          Map.entry("Z", "+0000"),
          Map.entry("EDT", "-0400"),
          Map.entry("EST", "-0500"),
          Map.entry("CDT", "-0500"),
          Map.entry("CST", "-0600"),
          Map.entry("MDT", "-0600"),
          Map.entry("MST", "-0700"),
          Map.entry("PDT", "-0700"),
          Map.entry("PST", "-0800"));

  private static final BigDecimal MILLIS_FROM = new BigDecimal("1e11");
  private static final BigDecimal MICROS_FROM = new BigDecimal("1e14");
  private static final BigDecimal NANOS_FROM = new BigDecimal("1e17");
  private static final BigDecimal YEAR_1 = BigDecimal.valueOf(-62_135_596_800_000L);
  private static final BigDecimal YEAR_2 = BigDecimal.valueOf(-62_104_060_800_000L);
  private static final BigDecimal LATEST = BigDecimal.valueOf(EventTime.LATEST_MILLIS);
  private static final int LONGEST = 64;

  private TimeText() {}

  /**
   * Epoch milliseconds of the time in {@code bytes[from, to)}, {@link EventTime#ABSENT} for an
   * empty text and for any time of the year 1, {@link EventTime#UNREADABLE} for anything else.
   */
  static long millis(byte[] bytes, int from, int to) {
    long iso = Iso8601.millis(bytes, from, to);
    if (EventTime.inRange(iso)) {
      return iso;
    }
    if (to - from > LONGEST) {
      return EventTime.UNREADABLE;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
    if (text.isEmpty()) {
      return EventTime.ABSENT;
    }
    String numeric = withoutUtc(text);
    byte[] stripped = numeric.getBytes(StandardCharsets.ISO_8859_1);
    iso = Iso8601.millis(stripped, 0, stripped.length);
    if (iso != Iso8601.INVALID) {
      boolean isEmptyTime = text.startsWith("0001");
      return isEmptyTime ? EventTime.ABSENT : inRangeOrUnreadable(iso);
    }
    char first = text.charAt(0);
    if (first >= '0' && first <= '9' && isDecimal(text)) {
      return millis(new BigDecimal(text));
    }
    long mail = ofMail(text);
    boolean isEmptyTime = mail != Iso8601.INVALID && text.contains(" 0001 ");
    return isEmptyTime ? EventTime.ABSENT : inRangeOrUnreadable(mail);
  }

  /**
   * Epoch milliseconds of a number: seconds below 1e11, milliseconds below 1e14, microseconds below
   * 1e17, nanoseconds from there on. Finer digits are cut.
   */
  static long millis(Number number) {
    if (number instanceof Long whole && whole >= 0) {
      long value = whole;
      return value < 100_000_000_000L
          ? value * 1000
          : value < 100_000_000_000_000L
              ? value
              : inRangeOrUnreadable(
                  value < 100_000_000_000_000_000L ? value / 1000 : value / 1_000_000);
    }
    BigDecimal value =
        number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    BigDecimal size = value.abs();
    int shift =
        size.compareTo(MILLIS_FROM) < 0
            ? 3
            : size.compareTo(MICROS_FROM) < 0 ? 0 : size.compareTo(NANOS_FROM) < 0 ? -3 : -6;
    BigDecimal millis = value.scaleByPowerOfTen(shift);
    if (value.signum() < 0) {
      boolean isEmptyTime = millis.compareTo(YEAR_1) >= 0 && millis.compareTo(YEAR_2) < 0;
      return isEmptyTime ? EventTime.ABSENT : EventTime.UNREADABLE;
    }
    return millis.compareTo(LATEST) > 0
        ? EventTime.UNREADABLE
        : millis.setScale(0, RoundingMode.DOWN).longValue();
  }

  /** Without a {@code UTC} at the end; Go writes {@code +0000 UTC}. */
  private static String withoutUtc(String text) {
    if (!text.endsWith(" UTC")) {
      return text;
    }
    String rest = text.substring(0, text.length() - " UTC".length());
    String numeric = rest.endsWith(" +0000") ? rest.substring(0, rest.length() - 6) : rest;
    return numeric + 'Z';
  }

  private static long inRangeOrUnreadable(long millis) {
    return EventTime.inRange(millis) ? millis : EventTime.UNREADABLE;
  }

  private static boolean isDecimal(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      points += c == '.' ? 1 : 0;
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return points <= 1;
  }

  /**
   * {@code Tue, 02 Jan 2024 10:00:00 GMT} of RFC 1123 and {@code 2 Jan 2024 10:00 +0100} of RFC
   * 2822: rewritten as ISO 8601, which knows what days there are.
   */
  private static long ofMail(String text) {
    int comma = text.indexOf(',');
    String[] parts = text.substring(comma + 1).strip().split(" +", -1);
    if (parts.length != 5 || parts[0].length() > 2 || parts[2].length() != 4) {
      return Iso8601.INVALID;
    }
    int month = 0;
    while (month < MONTHS.length && !MONTHS[month].equalsIgnoreCase(parts[1])) {
      month++;
    }
    String zone = parts[4];
    String offset = ZONES.getOrDefault(zone, zone);
    if (offset.charAt(0) != '+' && offset.charAt(0) != '-') {
      return Iso8601.INVALID;
    }
    String iso =
        "%s-%02d-%sT%s%s"
            .formatted(
                parts[2],
                month + 1,
                parts[0].length() == 1 ? "0" + parts[0] : parts[0],
                parts[3],
                offset);
    byte[] ascii = iso.getBytes(StandardCharsets.ISO_8859_1);
    return Iso8601.millis(ascii, 0, ascii.length);
  }
}
