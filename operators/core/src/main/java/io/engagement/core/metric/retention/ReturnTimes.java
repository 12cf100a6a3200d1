package io.engagement.core.metric.retention;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;

/**
 * Times of returns, sorted, thinned so that every stretch of one step still shows as many as are
 * needed, or all it has: a time goes when so many before it and so many after it lie within less
 * than a step. No stretch that contains it could then contain fewer of the others. So there are at
 * most about two times {@code needed} of them a step, whatever a user does.
 */
final class ReturnTimes {
  private static final long[] NOTHING = {};

  private long[] times = NOTHING;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The latest; only when there is one. */
  long last() {
    return times[size - 1];
  }

  /** How many there are from one time on and before another. */
  int count(long fromMillis, long toMillis) {
    return Math.max(0, lower(toMillis) - lower(fromMillis));
  }

  void add(long timeMillis, int needed, long stepMillis) {
    int at = lower(timeMillis);
    if (size == times.length) {
      times = Arrays.copyOf(times, size + 1 + size / 2);
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    times[at] = timeMillis;
    size++;
    for (int i = Math.max(needed, at - needed); i <= at + needed && i + needed < size; i++) {
      if (times[i + needed] - times[i - needed] < stepMillis) {
        System.arraycopy(times, i + 1, times, i, size - i - 1);
        size--;
        return;
      }
    }
  }

  void addAll(ReturnTimes other, int needed, long stepMillis) {
    for (int i = 0; i < other.size; i++) {
      add(other.times[i], needed, stepMillis);
    }
  }

  void removeBefore(long timeMillis) {
    int dropped = lower(timeMillis);
    if (dropped != 0) {
      size -= dropped;
      times = size == 0 ? NOTHING : Arrays.copyOfRange(times, dropped, dropped + size);
    }
  }

  void clear() {
    times = NOTHING;
    size = 0;
  }

  int size() {
    return size;
  }

  int heapBytes() {
    return 24 + (times.length == 0 ? 0 : 16 + 8 * times.length);
  }

  /** Layout: how many, then each minus the one before. */
  void write(StateWriter out) {
    out.writeUnsigned(size);
    long previous = 0;
    for (int i = 0; i < size; i++) {
      out.writeSigned(times[i] - previous);
      previous = times[i];
    }
  }

  static ReturnTimes read(StateReader in) {
    ReturnTimes read = new ReturnTimes();
    int size = in.readCount(1);
    read.times = size == 0 ? NOTHING : new long[size];
    read.size = size;
    long time = 0;
    for (int i = 0; i < size; i++) {
      long step = in.readSigned();
      if (i > 0 && step < 0) {
        throw new IllegalStateException("times of returns out of order");
      }
      time += step;
      read.times[i] = time;
    }
    return read;
  }

  /** The position of the first that is not below a time. */
  private int lower(long timeMillis) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < timeMillis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
