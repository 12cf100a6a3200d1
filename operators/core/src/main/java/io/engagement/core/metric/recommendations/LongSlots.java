package io.engagement.core.metric.recommendations;

import java.util.Arrays;

/** Numbers long keys from 0 on, in the order in which they come. Reused from user to user. */
final class LongSlots {
  static final int ABSENT = -1;

  private static final int LEAST = 64;
  private static final int KEPT = 1 << 14;

  /** Open addressing: the number plus one of the key that is there; 0 for none. */
  private int[] table = new int[LEAST * 2];

  private long[] keys = new long[LEAST];
  private int size;

  /** Drops all keys. */
  void clear() {
    if (table.length > KEPT) {
      table = new int[LEAST * 2];
      keys = new long[LEAST];
    } else if (size > 0) {
      Arrays.fill(table, 0);
    }
    size = 0;
  }

  int size() {
    return size;
  }

  /** The number of a key, {@link #ABSENT} when it has none. */
  int find(long key) {
    int mask = table.length - 1;
    int at = (int) key & mask;
    while (table[at] != 0) {
      int slot = table[at] - 1;
      if (keys[slot] == key) {
        return slot;
      }
      at = (at + 1) & mask;
    }
    return ABSENT;
  }

  /** The number of a key, a new one when it has none. */
  int of(long key) {
    int mask = table.length - 1;
    int at = (int) key & mask;
    while (table[at] != 0) {
      int slot = table[at] - 1;
      if (keys[slot] == key) {
        return slot;
      }
      at = (at + 1) & mask;
    }
    if (size == keys.length) {
      grow();
      return of(key);
    }
    keys[size] = key;
    table[at] = ++size;
    return size - 1;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, size * 2);
    table = new int[size * 4];
    int mask = table.length - 1;
    for (int slot = 0; slot < size; slot++) {
      int at = (int) keys[slot] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = slot + 1;
    }
  }
}
