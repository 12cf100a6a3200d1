package io.engagement.core.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A time of engagement as events write it: a number of milliseconds, also as text. */
public final class EngagementTime {
  /** A trillion seconds, in milliseconds. What is longer counts as unreadable. */
  public static final long LONGEST_MILLIS = 1_000_000_000_000_000L;

  private EngagementTime() {}

  /**
   * The milliseconds in a value of {@link UserEvent#field}: from 0 to {@link #LONGEST_MILLIS};
   * fractions are cut.
   *
   * @return milliseconds, {@link Money#ABSENT} for null and a blank text, or {@link
   *     Money#UNREADABLE}
   */
  public static long millis(@Nullable Object field) {
    if (field instanceof Long millis) {
      return millis >= 0 && millis <= LONGEST_MILLIS ? millis : Money.UNREADABLE;
    }
    if (field == null || (field instanceof String text && text.isBlank())) {
      return Money.ABSENT;
    }
    BigDecimal number = null;
    if (field instanceof BigDecimal decimal) {
      number = decimal;
    } else if (field instanceof String text) {
      number = WrittenNumber.read(text, false);
    }
    return number == null
            || number.signum() < 0
            || number.compareTo(BigDecimal.valueOf(LONGEST_MILLIS)) > 0
        ? Money.UNREADABLE
        : number.longValue();
  }
}
