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
      out.writeUnsigned(((millionths << 1) ^ (millionths >> (Long.SIZE - 1))) + FIRST);
    } else {
      out.writeUnsigned(millionths == Money.ABSENT ? ABSENT : UNREADABLE);
    }
  }

  public static long read(StateReader in) {
    long written = in.readUnsigned();
    if (written == ABSENT || written == UNREADABLE) {
      return written == ABSENT ? Money.ABSENT : Money.UNREADABLE;
    }
    long folded = written - FIRST;
    return (folded >>> 1) ^ -(folded & 1);
  }

  /** The amount as a row carries it; null when it is none. */
  public static @Nullable Long published(long millionths) {
    return Money.isKnown(millionths) ? (Long) millionths : null;
  }
}
