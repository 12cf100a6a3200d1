package io.engagement.core.table;

import io.engagement.core.event.Money;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** Amounts and quantities of {@link Money} in state: a byte for none, few for small ones. */
public final class Amounts {
  private static final int ABSENT = 0;
  private static final int UNREADABLE = 1;
  private static final int FIRST = 2;

  private Amounts() {}

  public static void write(long millionths, StateWriter out) {
    if (Money.isKnown(millionths)) {
      out.writeUnsigned(folded(millionths) + FIRST);
    } else {
      out.writeUnsigned(millionths == Money.ABSENT ? ABSENT : UNREADABLE);
    }
  }

  public static long read(StateReader in) {
    long written = in.readUnsigned();
    if (written == ABSENT || written == UNREADABLE) {
      return written == ABSENT ? Money.ABSENT : Money.UNREADABLE;
    }
    return unfolded(written - FIRST);
  }

  /**
   * The same in fewer bytes where it is a whole number of some unit, as 12.50 is of hundredths.
   *
   * <p>Layout: unsigned, 0 or 1 for none, else plus 2: twice the folded number of units plus 1, or
   * twice the folded millionths.
   *
   * @param unit in millionths
   */
  public static void write(long millionths, long unit, StateWriter out) {
    if (!Money.isKnown(millionths)) {
      write(millionths, out);
    } else if (millionths % unit == 0) {
      out.writeUnsigned((folded(millionths / unit) << 1 | 1) + FIRST);
    } else {
      out.writeUnsigned((folded(millionths) << 1) + FIRST);
    }
  }

  /** What {@link #write(long, long, StateWriter)} wrote with the same unit. */
  public static long read(long unit, StateReader in) {
    long written = in.readUnsigned();
    if (written == ABSENT || written == UNREADABLE) {
      return written == ABSENT ? Money.ABSENT : Money.UNREADABLE;
    }
    long number = unfolded((written - FIRST) >>> 1);
    return (written - FIRST & 1) == 0 ? number : number * unit;
  }

  private static long folded(long number) {
    return (number << 1) ^ (number >> (Long.SIZE - 1));
  }

  private static long unfolded(long folded) {
    return (folded >>> 1) ^ -(folded & 1);
  }

  /** The amount as a row carries it; null when it is none. */
  public static @Nullable Long published(long millionths) {
    return Money.isKnown(millionths) ? (Long) millionths : null;
  }
}
