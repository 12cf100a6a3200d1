package io.engagement.core.metric.experiments;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * What one user has added to one goal since their exposure: whether anything, and the sum in
 * millionths, exact beyond 64 bits so that it does not depend on the order.
 */
final class GoalSum {
  private static final int CONVERTED = 1;
  private static final int TOO_LARGE = 2;
  private static final int HIGH_SHIFT = 32;
  private static final long LOW = 0xFFFF_FFFFL;

  private boolean converted;
  private boolean tooLarge;

  /** The sum is {@code high} * 2^32 + {@code low}; {@code low} is from 0 to 2^32 - 1. */
  private long high;

  private long low;

  /** Adds an event's value. */
  void add(long millionths) {
    converted = true;
    if (millionths == GoalValue.TOO_LARGE) {
      tooLarge = true;
      return;
    }
    low += millionths & LOW;
    high += (millionths >> HIGH_SHIFT) + (low >>> HIGH_SHIFT);
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

  /** Layout: converted + 2 * too large; when converted, high and low part of the sum. */
  void write(StateWriter out) {
    out.writeByte((converted ? CONVERTED : 0) + (tooLarge ? TOO_LARGE : 0));
    if (converted) {
      out.writeSigned(high);
      out.writeUnsigned(low);
    }
  }

  void read(StateReader in) {
    int flags = in.readByte();
    converted = (flags & CONVERTED) != 0;
    tooLarge = (flags & TOO_LARGE) != 0;
    if (converted) {
      high = in.readSigned();
      low = in.readUnsigned();
    }
  }
}
