package io.engagement.core.state;

import java.util.Arrays;

/** Small counts by position, sorted; a position that was never counted has 0. Mutable. */
public final class SparseCounts {
  private static final long[] NO_POSITIONS = {};
  private static final int[] NO_COUNTS = {};
  private static final int LEAST_BYTES = 2;

  private long[] positions = NO_POSITIONS;
  private int[] counts = NO_COUNTS;
  private int size;

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many positions have a count. */
  public int size() {
    return size;
  }

  public int get(long position) {
    int at = find(position);
    return at < 0 ? 0 : counts[at];
  }

  /** Counts one more at a position; returns its count. */
  public int increment(long position) {
    return add(position, 1);
  }

  /** Counts so many more at a position, at least 1; returns its count. */
  public int add(long position, int more) {
    int at = find(position);
    if (at < 0) {
      at = -at - 1;
      insert(at, position);
    }
    counts[at] += more;
    return counts[at];
  }

  /**
   * Adds all of other counts. Positions that are in a set, or come to enough, are in the set
   * afterwards and have no count.
   */
  public void addAll(SparseCounts other, int enough, SparseBits full) {
    for (int i = 0; i < other.size; i++) {
      if (add(other.positions[i], other.counts[i]) >= enough) {
        full.add(other.positions[i]);
      }
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!full.contains(positions[i])) {
        positions[kept] = positions[i];
        counts[kept] = counts[i];
        kept++;
      }
    }
    size = kept;
  }

  /** Drops the count of a position. */
  public void remove(long position) {
    int at = find(position);
    if (at >= 0) {
      System.arraycopy(positions, at + 1, positions, at, size - at - 1);
      System.arraycopy(counts, at + 1, counts, at, size - at - 1);
      size--;
    }
  }

  /** The sum of the counts from one position on and before another. */
  public long sum(long from, long to) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      if (positions[i] >= from && positions[i] < to) {
        sum += counts[i];
      }
    }
    return sum;
  }

  /** The least position that has a count and is not below another, or {@link Long#MAX_VALUE}. */
  public long firstFrom(long position) {
    int at = find(position);
    at = at < 0 ? -at - 1 : at;
    return at == size ? Long.MAX_VALUE : positions[at];
  }

  /** The greatest position that has a count, or {@link Long#MIN_VALUE}. */
  public long last() {
    return size == 0 ? Long.MIN_VALUE : positions[size - 1];
  }

  /** Drops every position below another one. */
  public void removeBefore(long position) {
    int at = find(position);
    int dropped = at < 0 ? -at - 1 : at;
    if (dropped > 0) {
      size -= dropped;
      positions = Arrays.copyOfRange(positions, dropped, dropped + size);
      counts = Arrays.copyOfRange(counts, dropped, dropped + size);
    }
  }

  public void clear() {
    positions = NO_POSITIONS;
    counts = NO_COUNTS;
    size = 0;
  }

  /** What they take on the heap, roughly. */
  public int heapBytes() {
    return 32 + (positions.length == 0 ? 0 : 32 + 12 * positions.length);
  }

  /** Layout: how many, then (position minus the one before, count) pairs. */
  public void write(StateWriter out) {
    out.writeUnsigned(size);
    long previous = 0;
    for (int i = 0; i < size; i++) {
      out.writeSigned(positions[i] - previous);
      out.writeUnsigned(counts[i]);
      previous = positions[i];
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged
   */
  public static SparseCounts read(StateReader in) {
    SparseCounts read = new SparseCounts();
    int size = in.readCount(LEAST_BYTES);
    if (size > 0) {
      read.positions = new long[size];
      read.counts = new int[size];
      read.size = size;
      long position = 0;
      for (int i = 0; i < size; i++) {
        long step = in.readSigned();
        int count = in.readUnsignedInt();
        if ((i > 0 && step <= 0) || count == 0) {
          throw new IllegalStateException("counts out of order, or of nothing");
        }
        position += step;
        read.positions[i] = position;
        read.counts[i] = count;
      }
    }
    return read;
  }

  private int find(long position) {
    return Arrays.binarySearch(positions, 0, size, position);
  }

  private void insert(int at, long position) {
    if (size == positions.length) {
      int capacity = size + 1 + size / 2;
      positions = Arrays.copyOf(positions, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
    System.arraycopy(positions, at, positions, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    positions[at] = position;
    counts[at] = 0;
    size++;
  }
}
