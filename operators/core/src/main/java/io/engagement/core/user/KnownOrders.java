package io.engagement.core.user;

import io.engagement.core.state.StableHash;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;

/**
 * The orders of one user that a repeat would still be recognised by: a hash of the order's id and
 * the time of the order, in order of the hashes. Which of several events is the order is decided by
 * arrival; the others are repeats.
 */
final class KnownOrders {
  /** A user has at most so many; the oldest are dropped first. */
  static final int MOST = 10_000;

  private static final int ORDER_BYTES = 9;
  private static final long[] NONE = {};

  private long[] hashes = NONE;
  private long[] millis = NONE;
  private int size;

  /** No order is later; exact, except that it may be too late after the latest was expired. */
  private long lastMillis = Long.MIN_VALUE;

  int size() {
    return size;
  }

  /** No order is later; only when there is one. */
  long lastMillis() {
    return lastMillis;
  }

  /**
   * Whether an order is known already; remembers it when it is not.
   *
   * @param horizonMillis how far apart in time two orders of one id are one order, inclusive
   */
  boolean isRepeat(String orderId, long timeMillis, long horizonMillis) {
    long hash = StableHash.mix(StableHash.hash64(orderId));
    int at = Arrays.binarySearch(hashes, 0, size, hash);
    if (at < 0) {
      insert(-at - 1, hash, timeMillis);
      return false;
    }
    if (Math.abs(timeMillis - millis[at]) <= horizonMillis) {
      return true;
    }
    millis[at] = Math.max(millis[at], timeMillis);
    lastMillis = Math.max(lastMillis, timeMillis);
    return false;
  }

  /** Remembers what others do too; of an order in both, the later time. */
  void merge(KnownOrders others) {
    for (int i = 0; i < others.size; i++) {
      int at = Arrays.binarySearch(hashes, 0, size, others.hashes[i]);
      if (at < 0) {
        insert(-at - 1, others.hashes[i], others.millis[i]);
      } else {
        millis[at] = Math.max(millis[at], others.millis[i]);
        lastMillis = Math.max(lastMillis, millis[at]);
      }
    }
  }

  private void insert(int at, long hash, long timeMillis) {
    int to = at;
    if (size == MOST) {
      int oldest = oldest();
      if (millis[oldest] >= timeMillis) {
        return;
      }
      remove(oldest);
      to = oldest < at ? at - 1 : at;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size + (size >> 1) + 2);
      millis = Arrays.copyOf(millis, hashes.length);
    }
    System.arraycopy(hashes, to, hashes, to + 1, size - to);
    System.arraycopy(millis, to, millis, to + 1, size - to);
    hashes[to] = hash;
    millis[to] = timeMillis;
    size++;
    lastMillis = Math.max(lastMillis, timeMillis);
  }

  private int oldest() {
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      oldest = millis[i] < millis[oldest] ? i : oldest;
    }
    return oldest;
  }

  private void remove(int at) {
    size--;
    System.arraycopy(hashes, at + 1, hashes, at, size - at);
    System.arraycopy(millis, at + 1, millis, at, size - at);
  }

  /** Expires the orders before an instant. */
  void expireBefore(long instantMillis) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (millis[i] >= instantMillis) {
        hashes[kept] = hashes[i];
        millis[kept++] = millis[i];
      }
    }
    if (kept == 0) {
      hashes = NONE;
      millis = NONE;
    }
    size = kept;
  }

  int heapBytes() {
    return 48 + 16 * hashes.length;
  }

  /** Layout: count; then each: hash, time minus the one before. */
  void write(StateWriter out) {
    out.writeUnsigned(size);
    long before = 0;
    for (int i = 0; i < size; i++) {
      out.writeLong(hashes[i]);
      out.writeSigned(millis[i] - before);
      before = millis[i];
    }
  }

  static KnownOrders read(StateReader in) {
    KnownOrders read = new KnownOrders();
    read.size = in.readCount(ORDER_BYTES);
    read.hashes = read.size == 0 ? NONE : new long[read.size];
    read.millis = read.size == 0 ? NONE : new long[read.size];
    long time = 0;
    for (int i = 0; i < read.size; i++) {
      read.hashes[i] = in.readLong();
      if (i > 0 && read.hashes[i] <= read.hashes[i - 1]) {
        throw new IllegalStateException("known orders out of order");
      }
      time += in.readSigned();
      read.millis[i] = time;
      read.lastMillis = Math.max(read.lastMillis, time);
    }
    return read;
  }
}
