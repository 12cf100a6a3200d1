package io.engagement.core.yaml;

import io.engagement.core.event.json.JsonNumbers;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in the canonical form of {@link io.engagement.core.event.UserEvent}. */
final class Numbers {
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final int LONGEST_TEXT = 64;
  private static final int LARGEST_EXPONENT = 308;

  private Numbers() {}

  static boolean isJsonNumber(String text) {
    return JSON_NUMBER.matcher(text).matches();
  }

  /**
   * A {@link Long} for every integer that fits, else a {@link BigDecimal} without trailing zeros;
   * null when the number is too long or too large to be kept.
   */
  static @Nullable Object canonical(String jsonNumber) {
    if (jsonNumber.length() > LONGEST_TEXT) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(jsonNumber).stripTrailingZeros();
      boolean bounded = Math.abs((long) number.precision() - number.scale()) <= LARGEST_EXPONENT;
      return bounded ? JsonNumbers.canonical(number) : null;
    } catch (ArithmeticException | NumberFormatException exponentTooLarge) {
      return null;
    }
  }
}
