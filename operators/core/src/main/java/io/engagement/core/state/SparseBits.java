package io.engagement.core.state;

import java.util.Arrays;

/**
 * A sorted set of numbers that come in clusters, such as the days on which a user was active: 64
 * neighbours share a chunk of one word. Mutable.
 */
public final class SparseBits {
  /** What {@link #before} says when there is nothing. */
  public static final long NOTHING_BEFORE = Long.MIN_VALUE;

  /** What {@link #after} says when there is nothing. */
  public static final long NOTHING_AFTER = Long.MAX_VALUE;

  private static final long[] EMPTY = {};
  private static final int LEAST_CHUNK_BYTES = 2;

  /** There are more positions in a chunk than the least one. */
  private static final int MORE = 64;

  /**
   * Pairs of a chunk's number (position / 64) and its bits, ascending; never a chunk of no bits.
   */
  private long[] pairs = EMPTY;

  private int chunks;

  public boolean isEmpty() {
    return chunks == 0;
  }

  public boolean contains(long position) {
    int at = find(position >> 6);
    return at >= 0 && (pairs[2 * at + 1] & bit(position)) != 0;
  }

  /** Adds a position; whether it was not there yet. */
  public boolean add(long position) {
    int at = find(position >> 6);
    if (at < 0) {
      at = -at - 1;
      insert(at, position >> 6);
    }
    long bits = pairs[2 * at + 1];
    pairs[2 * at + 1] = bits | bit(position);
    return (bits & bit(position)) == 0;
  }

  /** Adds every position of another set. */
  public void addAll(SparseBits other) {
    for (int i = 0; i < other.chunks; i++) {
      int at = find(other.pairs[2 * i]);
      if (at < 0) {
        at = -at - 1;
        insert(at, other.pairs[2 * i]);
      }
      pairs[2 * at + 1] |= other.pairs[2 * i + 1];
    }
  }

  /** The greatest position below another one, or {@link #NOTHING_BEFORE}. */
  public long before(long position) {
    int at = find(position >> 6);
    if (at >= 0) {
      long lower = pairs[2 * at + 1] & (bit(position) - 1);
      if (lower != 0) {
        return highest(at, lower);
      }
    } else {
      at = -at - 1;
    }
    return at == 0 ? NOTHING_BEFORE : highest(at - 1, pairs[2 * at - 1]);
  }

  /** The least position above another one, or {@link #NOTHING_AFTER}. */
  public long after(long position) {
    int at = find(position >> 6);
    if (at >= 0) {
      // Nothing is above bit 63: the shift leaves 0.
      long higher = pairs[2 * at + 1] & -(bit(position) << 1);
      if (higher != 0) {
        return lowest(at, higher);
      }
      at++;
    } else {
      at = -at - 1;
    }
    return at == chunks ? NOTHING_AFTER : lowest(at, pairs[2 * at + 1]);
  }

  /** The least position, or {@link #NOTHING_AFTER}. */
  public long first() {
    return chunks == 0 ? NOTHING_AFTER : lowest(0, pairs[1]);
  }

  /** The greatest position, or {@link #NOTHING_BEFORE}. */
  public long last() {
    return chunks == 0 ? NOTHING_BEFORE : highest(chunks - 1, pairs[2 * chunks - 1]);
  }

  /** Drops every position below another one. */
  public void removeBefore(long position) {
    long chunk = position >> 6;
    int dropped = 0;
    while (dropped < chunks && pairs[2 * dropped] < chunk) {
      dropped++;
    }
    if (dropped < chunks && pairs[2 * dropped] == chunk) {
      long kept = pairs[2 * dropped + 1] & -bit(position);
      if (kept == 0) {
        dropped++;
      } else {
        pairs[2 * dropped + 1] = kept;
      }
    }
    if (dropped > 0) {
      chunks -= dropped;
      pairs = chunks == 0 ? EMPTY : Arrays.copyOfRange(pairs, 2 * dropped, 2 * (dropped + chunks));
    }
  }

  public void clear() {
    pairs = EMPTY;
    chunks = 0;
  }

  /** How many positions there are. */
  public int count() {
    int count = 0;
    for (int i = 0; i < chunks; i++) {
      count += Long.bitCount(pairs[2 * i + 1]);
    }
    return count;
  }

  /** How many positions there are from one on and before another. */
  public int count(long from, long to) {
    int count = 0;
    for (int i = 0; i < chunks; i++) {
      long chunk = pairs[2 * i];
      if (chunk >= from >> 6 && chunk <= to >> 6) {
        long bits = pairs[2 * i + 1];
        if (chunk == from >> 6) {
          bits &= -bit(from);
        }
        if (chunk == to >> 6) {
          bits &= bit(to) - 1;
        }
        count += Long.bitCount(bits);
      }
    }
    return count;
  }

  /** Whether there is a position from one on and before another. */
  public boolean any(long from, long to) {
    return contains(from) ? from < to : after(from) < to;
  }

  /** What the set takes on the heap, roughly. */
  public int heapBytes() {
    return 24 + (pairs.length == 0 ? 0 : 16 + 8 * pairs.length);
  }

  /**
   * Layout 2: number of chunks, then each: chunk minus the one before; the least position in it,
   * plus 64 if there are more; those above it as bits. One day takes 4 bytes. Layout 1: number of
   * chunks, then each: chunk minus the one before, 8 bytes of bits.
   */
  public void write(StateWriter out) {
    out.writeUnsigned(chunks);
    long previous = 0;
    for (int i = 0; i < chunks; i++) {
      out.writeSigned(pairs[2 * i] - previous);
      previous = pairs[2 * i];
      long bits = pairs[2 * i + 1];
      int least = Long.numberOfTrailingZeros(bits);
      long above = bits >>> least >>> 1;
      out.writeByte(above == 0 ? least : least | MORE);
      if (above != 0) {
        out.writeUnsigned(above);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param layout 1 or 2
   * @throws IllegalStateException when the bytes are damaged
   */
  public static SparseBits read(StateReader in, int layout) {
    SparseBits set = new SparseBits();
    int count = in.readCount(LEAST_CHUNK_BYTES);
    if (count > 0) {
      set.pairs = new long[2 * count];
      set.chunks = count;
      long chunk = 0;
      for (int i = 0; i < count; i++) {
        long step = in.readSigned();
        long bits = layout == 1 ? in.readLong() : readBits(in);
        if ((i > 0 && step <= 0) || bits == 0) {
          throw new IllegalStateException("chunks of a set out of order, or empty");
        }
        chunk += step;
        set.pairs[2 * i] = chunk;
        set.pairs[2 * i + 1] = bits;
      }
    }
    return set;
  }

  private static long readBits(StateReader in) {
    int head = in.readByte();
    int least = head & (MORE - 1);
    long above = (head & MORE) == 0 ? 0 : in.readUnsigned();
    if (head < 0 || least + Long.SIZE - Long.numberOfLeadingZeros(above) >= Long.SIZE) {
      throw new IllegalStateException("a chunk of more than its positions");
    }
    return (above << 1 | 1) << least;
  }

  private static long bit(long position) {
    return 1L << (position & 63);
  }

  private long highest(int at, long bits) {
    return (pairs[2 * at] << 6) + 63 - Long.numberOfLeadingZeros(bits);
  }

  private long lowest(int at, long bits) {
    return (pairs[2 * at] << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Where a chunk is, or {@code -(where it belongs) - 1}. Searched from the end: time goes on. */
  private int find(long chunk) {
    int at = chunks - 1;
    while (at >= 0 && pairs[2 * at] > chunk) {
      at--;
    }
    return at >= 0 && pairs[2 * at] == chunk ? at : -at - 2;
  }

  private void insert(int at, long chunk) {
    if (pairs.length < 2 * (chunks + 1)) {
      // One chunk is what most users have; beyond that, half as many again.
      pairs = Arrays.copyOf(pairs, 2 * (chunks + 1 + chunks / 2));
    }
    System.arraycopy(pairs, 2 * at, pairs, 2 * at + 2, 2 * (chunks - at));
    pairs[2 * at] = chunk;
    pairs[2 * at + 1] = 0;
    chunks++;
  }
}
