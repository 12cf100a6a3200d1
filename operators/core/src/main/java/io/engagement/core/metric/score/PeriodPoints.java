package io.engagement.core.metric.score;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;

/** Points by period, sorted. */
final class PeriodPoints {
  private static final int LEAST_BYTES = 2;
  private static final long[] NOTHING = {};

  private long[] periods = NOTHING;
  private long[] points = NOTHING;
  private int size;

  int size() {
    return size;
  }

  long period(int index) {
    return periods[index];
  }

  long points(int index) {
    return points[index];
  }

  /** Adds points to a period; a sum beyond 64 bits stays at the bound. */
  void add(long period, long more) {
    int at = size;
    while (at > 0 && periods[at - 1] >= period) {
      at--;
    }
    if (at == size || periods[at] != period) {
      insert(at, period);
    }
    long sum = points[at] + more;
    boolean overflows = ((points[at] ^ sum) & (more ^ sum)) < 0;
    points[at] = overflows ? Long.MAX_VALUE ^ (more >> 63) : sum;
  }

  void addAll(PeriodPoints other) {
    for (int i = 0; i < other.size; i++) {
      add(other.periods[i], other.points[i]);
    }
  }

  private void insert(int at, long period) {
    if (size == periods.length) {
      periods = Arrays.copyOf(periods, size + 1 + size / 2);
      points = Arrays.copyOf(points, periods.length);
    }
    System.arraycopy(periods, at, periods, at + 1, size - at);
    System.arraycopy(points, at, points, at + 1, size - at);
    periods[at] = period;
    points[at] = 0;
    size++;
  }

  void removeBefore(long period) {
    int dropped = 0;
    while (dropped < size && periods[dropped] < period) {
      dropped++;
    }
    if (dropped > 0) {
      size -= dropped;
      periods = Arrays.copyOfRange(periods, dropped, dropped + size);
      points = Arrays.copyOfRange(points, dropped, dropped + size);
    }
  }

  int heapBytes() {
    return 72 + 16 * periods.length;
  }

  /** Layout: how many, then each: period minus the one before, points. */
  void write(StateWriter out) {
    out.writeUnsigned(size);
    long previous = 0;
    for (int i = 0; i < size; i++) {
      out.writeSigned(periods[i] - previous);
      out.writeSigned(points[i]);
      previous = periods[i];
    }
  }

  static PeriodPoints read(StateReader in) {
    PeriodPoints read = new PeriodPoints();
    read.size = in.readCount(LEAST_BYTES);
    read.periods = new long[read.size];
    read.points = new long[read.size];
    long period = 0;
    for (int i = 0; i < read.size; i++) {
      long step = in.readSigned();
      if (i > 0 && step <= 0) {
        throw new IllegalStateException("periods of points out of order");
      }
      period += step;
      read.periods[i] = period;
      read.points[i] = in.readSigned();
    }
    return read;
  }
}
