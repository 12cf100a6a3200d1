package io.engagement.core.metric.recommendations;

import java.util.Arrays;

/**
 * Keys of items that no click can reach any more, with their times, in order of time: what is left
 * to tell repeats.
 */
final class ShownLog {
  private static final long[] NOTHING = {};

  long[] keys = NOTHING;

  /** Epoch milliseconds, ascending. */
  long[] millis = NOTHING;

  int size;

  /** Adds a impression that is not before any other. */
  void add(long key, long atMillis) {
    if (size == keys.length) {
      room(size + (size >> 1) + 4);
    }
    keys[size] = key;
    millis[size++] = atMillis;
  }

  /** Adds what another log holds; of one instant its own come first. */
  void merge(ShownLog other) {
    if (other.size == 0) {
      return;
    }
    long[] ownKeys = keys;
    long[] ownMillis = millis;
    int ownSize = size;
    size = 0;
    keys = NOTHING;
    millis = NOTHING;
    room(ownSize + other.size);
    int own = 0;
    for (int i = 0; i < other.size; i++) {
      while (own < ownSize && ownMillis[own] <= other.millis[i]) {
        add(ownKeys[own], ownMillis[own++]);
      }
      add(other.keys[i], other.millis[i]);
    }
    while (own < ownSize) {
      add(ownKeys[own], ownMillis[own++]);
    }
  }

  /** Makes room for so many. */
  void room(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    millis = Arrays.copyOf(millis, capacity);
  }

  /**
   * Of every key only the last impression is needed to tell whether a later one repeats it.
   *
   * @param seen to be used for it
   */
  void keepLastOfEach(LongSlots seen) {
    seen.clear();
    int from = size;
    for (int i = size - 1; i >= 0; i--) {
      int known = seen.size();
      if (seen.of(keys[i]) == known) {
        from--;
        keys[from] = keys[i];
        millis[from] = millis[i];
      }
    }
    dropFirst(from);
  }

  void expire(long instantMillis) {
    int dropped = 0;
    while (dropped < size && millis[dropped] < instantMillis) {
      dropped++;
    }
    dropFirst(dropped);
  }

  private void dropFirst(int count) {
    if (count > 0) {
      size -= count;
      keys = size == 0 ? NOTHING : Arrays.copyOfRange(keys, count, count + size);
      millis = size == 0 ? NOTHING : Arrays.copyOfRange(millis, count, count + size);
    }
  }

  /** The time of the last one; {@link Long#MIN_VALUE} when there is none. */
  long lastMillis() {
    return size == 0 ? Long.MIN_VALUE : millis[size - 1];
  }

  int heapBytes() {
    return 32 + (keys.length == 0 ? 0 : 32 + 16 * keys.length);
  }
}
