package io.engagement.core.event.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time: the first byte of a word is its lowest. */
public final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private Words() {}

  /** The eight bytes from an index on. */
  public static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** The four bytes from an index on. */
  public static int intAt(byte[] bytes, int index) {
    return (int) INTS.get(bytes, index);
  }

  static void put(byte[] bytes, int index, long word) {
    LONGS.set(bytes, index, word);
  }

  /** The first {@code count} bytes of a word, 0 to 7 of them; the others become zero. */
  static long head(long word, int count) {
    return word & ((1L << (count << 3)) - 1);
  }

  /**
   * Marks what ends a run of plain characters: a quote, a backslash, a control character or a byte
   * of a longer UTF-8 sequence. Only the lowest mark is exact: a borrow may add false ones above
   * it.
   */
  static long stops(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - SPACES) | word)
        & HIGHS;
  }

  /** The index within the word of the lowest mark of {@link #stops}. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
