package io.engagement.core.metric.experiments;

import io.engagement.core.event.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads what an event adds to a goal's sum: any number, also a negative one, in millionths. */
final class GoalValue {
  /** A number too large to be summed: further from 0 than {@link Money#MOST}. */
  static final long TOO_LARGE = Long.MIN_VALUE;

  /** What an event adds where events are counted. */
  static final long ONE = 1_000_000L;

  private GoalValue() {}

  /**
   * The value of a field: a number rounded to millionths, half away from 0; of a text what {@link
   * Money#millionths} reads; 0 for anything else, or {@link #TOO_LARGE}.
   */
  static long millionths(@Nullable Object field) {
    if (field instanceof Long whole) {
      return whole < 0 ? negative(-whole) : sized(Money.millionths(whole));
    }
    if (field instanceof BigDecimal number) {
      return number.signum() < 0 ? negative(number.negate()) : sized(Money.millionths(number));
    }
    return Math.max(0, Money.millionths(field));
  }

  private static long negative(Object magnitude) {
    long millionths = sized(Money.millionths(magnitude));
    return millionths == TOO_LARGE ? TOO_LARGE : -millionths;
  }

  private static long sized(long millionths) {
    return millionths == Money.ABSENT ? TOO_LARGE : millionths;
  }
}
