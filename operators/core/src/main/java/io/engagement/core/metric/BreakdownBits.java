package io.engagement.core.metric;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.util.List;

/**
 * The breakdowns of a definition as bits of a number in state, such as those that a session is
 * counted under; and which they are when breakdowns have come or gone since.
 */
public final class BreakdownBits {
  private static final int MOST = 64;

  private final int[] keys;

  /**
   * @throws IllegalArgumentException for more than 64
   */
  public BreakdownBits(List<Breakdown> breakdowns) {
    if (breakdowns.size() > MOST) {
      throw new IllegalArgumentException(
          "%d breakdowns of one definition, at most %d".formatted(breakdowns.size(), MOST));
    }
    keys = breakdowns.stream().mapToInt(Breakdown::key).toArray();
  }

  /** The bits of all breakdowns. */
  public long all() {
    return keys.length == 0 ? 0 : -1L >>> (MOST - keys.length);
  }

  /** Writes which bit means which breakdown: how many, then the keys. */
  public void write(StateWriter out) {
    out.writeUnsigned(keys.length);
    for (int key : keys) {
      out.writeInt(key);
    }
  }

  /** Reads what {@link #write} wrote: by breakdown then its index now, -1 for one that is gone. */
  public int[] read(StateReader in) {
    int[] indexes = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = indexOf(in.readInt());
    }
    return indexes;
  }

  /** Bits as they were then, as they are now; those of breakdowns that are gone are dropped. */
  public static long translated(long bits, int[] indexes) {
    long now = 0;
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] >= 0) {
        now |= (bits >>> i & 1) << indexes[i];
      }
    }
    return now;
  }

  private int indexOf(int key) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == key) {
        return i;
      }
    }
    return -1;
  }
}
