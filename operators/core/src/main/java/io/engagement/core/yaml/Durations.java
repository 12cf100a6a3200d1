package io.engagement.core.yaml;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notation of durations: whole numbers with the units {@code d h m s ms}, largest first, for
 * example {@code 30m}, {@code 1h30m}, {@code 500ms}. A day is 24 hours.
 */
public final class Durations {
  public static final long SECOND = 1_000L;
  public static final long MINUTE = 60 * SECOND;
  public static final long HOUR = 60 * MINUTE;
  public static final long DAY = 24 * HOUR;

  private static final Pattern NOTATION =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final long[] UNIT_MILLIS = {DAY, HOUR, MINUTE, SECOND, 1};
  private static final String[] UNIT_NAMES = {"d", "h", "m", "s", "ms"};

  private Durations() {}

  /** Milliseconds; empty when the text is no duration or too long for one. */
  public static OptionalLong parse(String text) {
    Matcher matcher = NOTATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return OptionalLong.empty();
    }
    long millis = 0;
    try {
      for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
        String number = matcher.group(unit + 1);
        if (number != null) {
          millis =
              Math.addExact(millis, Math.multiplyExact(Long.parseLong(number), UNIT_MILLIS[unit]));
        }
      }
    } catch (ArithmeticException | NumberFormatException tooLong) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(millis);
  }

  /** The shortest notation of a number of milliseconds that is not negative. */
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long rest = millis;
    for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
      long number = rest / UNIT_MILLIS[unit];
      if (number > 0) {
        text.append(number).append(UNIT_NAMES[unit]);
        rest -= number * UNIT_MILLIS[unit];
      }
    }
    return text.toString();
  }
}
