package io.engagement.core.metric.experiments;

import io.engagement.core.event.Money;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Amounts;
import org.jspecify.annotations.Nullable;

/**
 * What one user has added to one goal since their exposure: whether anything, and the sum in
 * millionths, exact beyond 64 bits so that it does not depend on the order.
 */
final class GoalSum {
  /** A number too large to be summed: further from 0 than {@link Money#MOST}. */
  static final long TOO_LARGE_VALUE = Long.MIN_VALUE;

  private static final int CONVERTED = 1;
  private static final int TOO_LARGE = 2;
  private static final int WIDE = 4;
  private static final int LAYOUT_4 = 4;

  /** In which amounts are written where they are whole. */
  static final long HUNDREDTH = Money.ONE / 100;

  private static final int HIGH_SHIFT = 32;
  private static final long LOW = 0xFFFF_FFFFL;

  private boolean converted;
  private boolean tooLarge;

  /** The sum is {@code high} * 2^32 + {@code low}; {@code low} is from 0 to 2^32 - 1. */
  private long high;

  private long low;

  /**
   * What an event adds: the amount in a field ({@link Money#amount}); 0 where there is none or its
   * text cannot be read, {@link #TOO_LARGE_VALUE} for a number that is too large.
   */
  static long millionths(@Nullable Object field) {
    long amount = Money.amount(field);
    if (Money.isKnown(amount)) {
      return amount;
    }
    return field instanceof Number ? TOO_LARGE_VALUE : 0;
  }

  /** Adds an event's value. */
  void add(long millionths) {
    converted = true;
    if (millionths == TOO_LARGE_VALUE) {
      tooLarge = true;
      return;
    }
    low += millionths & LOW;
    high += (millionths >> HIGH_SHIFT) + (low >>> HIGH_SHIFT);
    low &= LOW;
  }

  /** Adds what another id of the same person has added to the goal. */
  void add(GoalSum other) {
    converted |= other.converted;
    tooLarge |= other.tooLarge;
    low += other.low;
    high += other.high + (low >>> HIGH_SHIFT);
    low &= LOW;
  }

  boolean isConverted() {
    return converted;
  }

  /** Whether {@link #millionths} is the sum: every value could be taken, and 64 bits hold it. */
  boolean isKnown() {
    return !tooLarge && high == (int) high;
  }

  long millionths() {
    return (high << HIGH_SHIFT) + low;
  }

  void clear() {
    converted = false;
    tooLarge = false;
    high = 0;
    low = 0;
  }

  /**
   * Layout, since that of 4 of the section: converted + 2 * too large + 4 * beyond {@link
   * Money#MOST}; when converted the sum, as {@link Amounts} writes it, or its high and low part.
   * Before: always both parts.
   */
  void write(StateWriter out) {
    boolean isNarrow = high == (int) high && Math.abs(millionths()) <= Money.MOST;
    out.writeByte((converted ? CONVERTED : 0) + (tooLarge ? TOO_LARGE : 0) + (isNarrow ? 0 : WIDE));
    if (converted && isNarrow) {
      Amounts.write(millionths(), HUNDREDTH, out);
    } else if (converted) {
      out.writeSigned(high);
      out.writeUnsigned(low);
    }
  }

  void read(StateReader in, int version) {
    int flags = in.readByte();
    converted = (flags & CONVERTED) != 0;
    tooLarge = (flags & TOO_LARGE) != 0;
    boolean isNarrow = version >= LAYOUT_4 && (flags & WIDE) == 0;
    if (converted && isNarrow) {
      long millionths = Amounts.read(HUNDREDTH, in);
      high = millionths >> HIGH_SHIFT;
      low = millionths & LOW;
    } else if (converted) {
      high = in.readSigned();
      low = in.readUnsigned();
    }
  }
}
