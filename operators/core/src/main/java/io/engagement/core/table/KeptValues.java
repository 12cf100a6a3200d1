package io.engagement.core.table;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Which values of a breakdown have rows of their own in one bucket: all, until there are more than
 * the limit; from then on those with the smallest hashes, whatever the order of arrival. What is
 * turned away once stays away, because its numbers are in the cells of {@code (other)}.
 *
 * <p>Values are known by hash and by how many cells they have. A value without cells is dropped.
 */
public final class KeptValues {
  private static final int VERSION = 1;
  private static final int LEAST_BYTES = Long.BYTES + 1;

  private long[] hashes = {};
  private int[] cells = {};
  private int size;

  /** Values with hashes beyond this are turned away. */
  private long largest = Long.MAX_VALUE;

  public static long hash(String value) {
    return Hash64.ofText(value);
  }

  /** Whether a value has rows of its own. */
  public boolean keeps(long hash) {
    return hash <= largest;
  }

  /** Whether some value was turned away. */
  public boolean isOverflown() {
    return largest != Long.MAX_VALUE;
  }

  /** How many values have cells. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0 && !isOverflown();
  }

  /** Notes that a kept value has got cells, or lost some. */
  public void count(long hash, int change) {
    int at = Arrays.binarySearch(hashes, 0, size, hash);
    if (at >= 0) {
      cells[at] += change;
      if (cells[at] == 0) {
        System.arraycopy(hashes, at + 1, hashes, at, size - at - 1);
        System.arraycopy(cells, at + 1, cells, at, size - at - 1);
        size--;
      }
      return;
    }
    if (change == 0) {
      // It came and left between two flushes, and takes no place of another.
      return;
    }
    int insert = -at - 1;
    if (size == hashes.length) {
      int capacity = Math.max(4, size * 2);
      hashes = Arrays.copyOf(hashes, capacity);
      cells = Arrays.copyOf(cells, capacity);
    }
    System.arraycopy(hashes, insert, hashes, insert + 1, size - insert);
    System.arraycopy(cells, insert, cells, insert + 1, size - insert);
    hashes[insert] = hash;
    cells[insert] = change;
    size++;
  }

  /**
   * Turns away the values beyond the limit.
   *
   * @param evicted is told the hash of each value that had cells
   */
  public void limitTo(int limit, LongConsumer evicted) {
    if (size <= limit) {
      return;
    }
    largest = hashes[limit - 1];
    for (int i = limit; i < size; i++) {
      evicted.accept(hashes[i]);
    }
    size = limit;
  }

  /** Layout 1: the largest hash kept, how many values, then each: hash, cells. */
  public void write(StateWriter out) {
    out.writeByte(VERSION);
    out.writeLong(largest);
    out.writeUnsigned(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(hashes[i]);
      out.writeUnsigned(cells[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged
   */
  public static KeptValues read(StateReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException(
          "values of a breakdown in layout " + version + ", known is " + VERSION);
    }
    KeptValues read = new KeptValues();
    read.largest = in.readLong();
    read.size = in.readCount(LEAST_BYTES);
    read.hashes = new long[read.size];
    read.cells = new int[read.size];
    for (int i = 0; i < read.size; i++) {
      read.hashes[i] = in.readLong();
      read.cells[i] = in.readUnsignedInt();
    }
    return read;
  }
}
