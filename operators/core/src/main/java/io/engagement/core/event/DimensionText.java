package io.engagement.core.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Field values as the text of a dimension value or an item. */
public final class DimensionText {
  /** The text of an absent value, of null and of the empty string. */
  public static final String NONE = "(none)";

  /** What values beyond a limit are counted under. */
  public static final String OTHER = "(other)";

  /** Longer values are cut to so many chars and counted as one: they are part of keys in sinks. */
  public static final int LONGEST_VALUE = 256;

  private DimensionText() {}

  /**
   * The text of a value of {@link UserEvent#field}: {@code true} and {@code false}; integers
   * without a fraction and never with an exponent; arrays and objects as compact JSON; {@link
   * #NONE} for null and the empty string.
   */
  public static String of(@Nullable Object value) {
    if (value == null) {
      return NONE;
    }
    if (value instanceof String text) {
      return text.isEmpty() ? NONE : text;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof JsonText json) {
      return json.text();
    }
    return value.toString();
  }

  /** A value as it is counted: not longer than {@link #LONGEST_VALUE}, no surrogate pair parted. */
  public static String cut(String value) {
    return cut(value, LONGEST_VALUE);
  }

  /** The first chars of a text, no surrogate pair parted. */
  static String cut(String value, int most) {
    if (value.length() <= most) {
      return value;
    }
    boolean partsPair = Character.isHighSurrogate(value.charAt(most - 1));
    return value.substring(0, partsPair ? most - 1 : most);
  }
}
