package io.engagement.core.metric.funnels;

import io.engagement.core.session.MessageIds;
import java.util.Arrays;

/** The user's first event of each step that counts it alone; kept for ever. */
final class FirstTimes {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long[] NO_MILLIS = {};
  private static final byte[][] NO_IDS = {};

  private final long[] millis;
  private final byte[][] ids;

  FirstTimes(FunnelRules rules) {
    int kept = rules.firstBits == 0 ? 0 : rules.steps;
    millis = kept == 0 ? NO_MILLIS : new long[kept];
    Arrays.fill(millis, NEVER);
    ids = kept == 0 ? NO_IDS : new byte[kept][];
    Arrays.fill(ids, FunnelLog.NO_ID);
  }

  boolean isKnown(int step) {
    return millis[step] != NEVER;
  }

  /** Epoch milliseconds. */
  long millis(int step) {
    return millis[step];
  }

  /** Empty when no other event can come before any more. */
  byte[] id(int step) {
    return ids[step];
  }

  void set(int step, long firstMillis, byte[] id) {
    millis[step] = firstMillis;
    ids[step] = id;
  }

  /** Whether an event comes before the first one so far. */
  boolean isBefore(int step, long otherMillis, byte[] otherId) {
    return millis[step] == NEVER
        || MessageIds.isAfter(millis[step], ids[step], otherMillis, otherId);
  }

  private boolean is(int step, long otherMillis, byte[] otherId) {
    return millis[step] == otherMillis && Arrays.equals(ids[step], otherId);
  }

  /** Of the steps an event matches, those that it counts for; not of closed events. */
  long counted(long bits, long firstBits, long otherMillis, byte[] otherId) {
    long counted = bits;
    for (long left = bits & firstBits; left != 0; left &= left - 1) {
      int step = Long.numberOfTrailingZeros(left);
      if (!is(step, otherMillis, otherId)) {
        counted &= ~(1L << step);
      }
    }
    return counted;
  }

  /** No event before an instant is to come any more. */
  void close(long beforeMillis) {
    for (int step = 0; step < millis.length; step++) {
      if (millis[step] < beforeMillis) {
        ids[step] = FunnelLog.NO_ID;
      }
    }
  }

  int heapBytes() {
    return 24 + (millis.length == 0 ? 0 : 32 + 48 * millis.length);
  }
}
