package io.engagement.core.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends values to a growing byte array. Reusable: {@link #clear} keeps the array. */
public final class StateWriter {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  static final long DAY_MILLIS = 86_400_000L;

  /** What no other instant is written as: one of a day's beginning that does not say so. */
  static final long FAR_INSTANT = DAY_MILLIS << 1;

  private static final char FIRST_BEYOND_ASCII = 0x80;

  private byte[] bytes;
  private int size;

  public StateWriter(int initialBytes) {
    this.bytes = new byte[Math.max(16, initialBytes)];
  }

  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /** Whether what was written from a size on is what was written between two others. */
  public boolean repeats(int from, int to, int again) {
    return Arrays.equals(bytes, from, to, bytes, again, size);
  }

  /** Takes back what was written from a size on. */
  public void truncate(int toSize) {
    size = toSize;
  }

  /** The backing array; valid up to {@link #size} until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  public void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Four bytes, big-endian. */
  public void writeInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Eight bytes, big-endian. */
  public void writeLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** 1 to 10 bytes; short for small values of 0 and above. */
  public void writeUnsigned(long value) {
    reserve(10);
    byte[] to = bytes;
    int at = size;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    size = at;
  }

  /** 1 to 10 bytes; short for values near 0. */
  public void writeSigned(long value) {
    writeUnsigned((value << 1) ^ (value >> 63));
  }

  /**
   * Epoch milliseconds, or {@link Long#MAX_VALUE}, which is written in one byte; the beginning of a
   * UTC day takes 3 bytes in our time, other instants 6.
   */
  public void writeInstant(long millis) {
    if (millis == Long.MAX_VALUE) {
      writeByte(0);
    } else if (millis << 1 >> 1 != millis) {
      writeUnsigned(FAR_INSTANT);
      writeLong(millis);
    } else {
      boolean beginsDay = millis % DAY_MILLIS == 0;
      writeUnsigned(beginsDay ? (millis / DAY_MILLIS) << 1 | 1 : millis << 1);
    }
  }

  /**
   * A number of 128 bits, given as two halves, in 1 to 19 bytes; one of 64 bits is written as
   * {@link #writeSigned} writes it.
   */
  public void writeWide(long high, long low) {
    if (high == low >> 63) {
      writeSigned(low);
      return;
    }
    reserve(19);
    long sign = high >> 63;
    long restHigh = ((high << 1) | (low >>> 63)) ^ sign;
    long rest = (low << 1) ^ sign;
    while (restHigh != 0 || (rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest = (rest >>> 7) | (restHigh << 57);
      restHigh >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A {@link Long} or a {@link BigInteger} of up to 128 bits, as {@link #writeWide} writes it. */
  public void writeNumber(Number number) {
    if (number instanceof BigInteger wide) {
      writeWide(Wide.high(wide), wide.longValue());
    } else {
      writeSigned(number.longValue());
    }
  }

  /** UTF-8 with its length; {@code null} is kept apart from {@code ""}. */
  public void writeText(@Nullable String text) {
    if (text == null) {
      writeByte(0);
      return;
    }
    int start = size;
    int length = text.length();
    writeUnsigned(length + 1L);
    reserve(length);
    byte[] to = bytes;
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= FIRST_BEYOND_ASCII) {
        size = start;
        writeUtf8(text);
        return;
      }
      to[at++] = (byte) c;
    }
    size = at;
  }

  private void writeUtf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeUnsigned(utf8.length + 1L);
    writeBytes(utf8, 0, utf8.length);
  }

  public void writeBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
