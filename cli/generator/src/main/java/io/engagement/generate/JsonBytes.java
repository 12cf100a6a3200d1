package io.engagement.generate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON text. It copies prepared fragments and formats numbers, ids and times
 * without making strings; what it is given as text must need no escaping.
 */
final class JsonBytes {
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final long DAY_MILLIS = 86_400_000L;

  private byte[] bytes = new byte[2048];
  private int length;
  private long cachedDay = Long.MIN_VALUE;
  private byte[] cachedDate = new byte[0];

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  JsonBytes put(byte[] fragment) {
    return put(fragment, fragment.length);
  }

  JsonBytes put(byte[] fragment, int count) {
    ensure(count);
    System.arraycopy(fragment, 0, bytes, length, count);
    length += count;
    return this;
  }

  /** ASCII text. */
  JsonBytes put(String text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
    return this;
  }

  JsonBytes put(char asciiCharacter) {
    ensure(1);
    bytes[length++] = (byte) asciiCharacter;
    return this;
  }

  /** A decimal integer. */
  JsonBytes number(long value) {
    ensure(20);
    if (value < 0) {
      bytes[length++] = '-';
      return number(-value);
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** An amount given in hundredths, as {@code 12.34}. */
  JsonBytes cents(long cents) {
    number(cents / 100);
    ensure(3);
    bytes[length++] = '.';
    return twoDigits((int) (cents % 100));
  }

  /** Exactly {@code digits} lower-case hexadecimal digits: the highest ones of the value. */
  JsonBytes hex(long value, int digits) {
    ensure(digits);
    for (int shift = 60; shift > 60 - 4 * digits; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 15];
    }
    return this;
  }

  /** 36 characters in the form of a version 4 UUID. */
  JsonBytes uuid(long high, long low) {
    hex(high, 8).put('-').hex(high << 32, 4).put('-').put('4').hex(high << 52, 3).put('-');
    ensure(1);
    bytes[length++] = HEX[8 | (int) (low >>> 62)];
    return hex(low << 2, 3).put('-').hex(low << 14, 12);
  }

  /** An ISO 8601 instant with milliseconds; the years 1970 to 9999. */
  JsonBytes instant(long epochMillis) {
    long day = Math.floorDiv(epochMillis, DAY_MILLIS);
    if (day != cachedDay) {
      cachedDate = ascii(java.time.LocalDate.ofEpochDay(day) + "T");
      cachedDay = day;
    }
    put(cachedDate);
    int ofDay = (int) (epochMillis - day * DAY_MILLIS);
    twoDigits(ofDay / 3_600_000).put(':').twoDigits(ofDay / 60_000 % 60).put(':');
    twoDigits(ofDay / 1000 % 60).put('.');
    int millis = ofDay % 1000;
    ensure(4);
    bytes[length++] = (byte) ('0' + millis / 100);
    return twoDigits(millis % 100).put('Z');
  }

  private JsonBytes twoDigits(int value) {
    ensure(2);
    bytes[length++] = (byte) ('0' + value / 10);
    bytes[length++] = (byte) ('0' + value % 10);
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
