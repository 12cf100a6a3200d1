package io.engagement.core.metric.funnels;

import io.engagement.core.session.MessageIds;
import java.util.Arrays;

/**
 * A user's matching events in the order of (time, message id), as parallel arrays. Ids are kept as
 * {@link MessageIds} writes them; an event that no other can come beside any more has none.
 */
final class FunnelLog {
  static final byte[] NO_ID = {};
  static final String[] NO_VALUES = {};

  private static final int KEPT = 8;
  private static final long[] NO_NUMBERS = {};
  private static final byte[][] NO_IDS = {};
  private static final String[][] NO_VALUES_YET = {};

  long[] millis = NO_NUMBERS;
  byte[][] ids = NO_IDS;

  /** What each event matches, see {@link FunnelRules}. */
  long[] bits = NO_NUMBERS;

  /** By breakdown, null where it was not recorded; {@link #NO_VALUES} where none is needed. */
  String[][] values = NO_VALUES_YET;

  private int size;

  int size() {
    return size;
  }

  /** The first event at or after an instant; {@link #size} when there is none. */
  int firstAtOrAfter(long instantMillis) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (millis[middle] < instantMillis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void insert(long atMillis, byte[] id, long eventBits, String[] eventValues) {
    int at = size;
    while (at > 0 && MessageIds.isAfter(millis[at - 1], ids[at - 1], atMillis, id)) {
      at--;
    }
    if (size == millis.length) {
      room(size + (size >> 1) + 2);
    }
    System.arraycopy(millis, at, millis, at + 1, size - at);
    System.arraycopy(ids, at, ids, at + 1, size - at);
    System.arraycopy(bits, at, bits, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    size++;
    set(at, atMillis, id, eventBits, eventValues);
  }

  /** Adds an event that comes after all others. */
  void append(long atMillis, byte[] id, long eventBits, String[] eventValues) {
    if (size == millis.length) {
      room(size + (size >> 1) + 2);
    }
    set(size++, atMillis, id, eventBits, eventValues);
  }

  void remove(int at) {
    size--;
    System.arraycopy(millis, at + 1, millis, at, size - at);
    System.arraycopy(ids, at + 1, ids, at, size - at);
    System.arraycopy(bits, at + 1, bits, at, size - at);
    System.arraycopy(values, at + 1, values, at, size - at);
    clear(size, size + 1);
  }

  /** Puts the event at one position to another, lower one. */
  void move(int from, int to) {
    set(to, millis[from], ids[from], bits[from], values[from]);
  }

  /** Forgets all but the first events. */
  void truncate(int newSize) {
    clear(newSize, size);
    size = newSize;
    if (size == 0) {
      millis = NO_NUMBERS;
      ids = NO_IDS;
      bits = NO_NUMBERS;
      values = NO_VALUES_YET;
    } else if (millis.length > KEPT && size < millis.length / 2) {
      room(size);
    }
  }

  /** Makes room for so many events. */
  void room(int capacity) {
    millis = Arrays.copyOf(millis, capacity);
    ids = Arrays.copyOf(ids, capacity);
    bits = Arrays.copyOf(bits, capacity);
    values = Arrays.copyOf(values, capacity);
  }

  private void set(int at, long atMillis, byte[] id, long eventBits, String[] eventValues) {
    millis[at] = atMillis;
    ids[at] = id;
    bits[at] = eventBits;
    values[at] = eventValues;
  }

  private void clear(int from, int to) {
    Arrays.fill(ids, from, to, null);
    Arrays.fill(values, from, to, null);
  }

  /** What the log takes on the heap, roughly. */
  int heapBytes() {
    int bytes = 48 + 24 * millis.length + (millis.length > 0 ? 64 : 0);
    for (int i = 0; i < size; i++) {
      if (ids[i].length > 0) {
        bytes += 16 + (ids[i].length + 7 & ~7);
      }
      if (values[i].length > 0) {
        bytes += 24 + 60 * values[i].length;
      }
    }
    return bytes;
  }
}
