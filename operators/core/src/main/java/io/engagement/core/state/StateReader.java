package io.engagement.core.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StateWriter} wrote. Reusable through {@link #over}. Input that cannot be read
 * ends in an {@link IllegalStateException}. Not thread-safe.
 */
public final class StateReader {
  private byte[] bytes = {};
  private int position;
  private int end;
  private long wideHigh;

  /** Null where each text is read once. */
  private final @Nullable RepeatedTexts repeated;

  public StateReader() {
    this.repeated = null;
  }

  private StateReader(RepeatedTexts repeated) {
    this.repeated = repeated;
  }

  /**
   * A reader that is used for long, over much in which short texts come again and again: most of
   * them are not allocated.
   */
  public static StateReader ofRepeatedTexts() {
    return new StateReader(new RepeatedTexts());
  }

  public StateReader over(byte[] source, int offset, int length) {
    this.bytes = source;
    this.position = offset;
    this.end = offset + length;
    return this;
  }

  public StateReader over(byte[] source) {
    return over(source, 0, source.length);
  }

  public int position() {
    return position;
  }

  /** Goes on from a position that was read from before. */
  public void goTo(int toPosition) {
    position = toPosition;
  }

  public int remaining() {
    return end - position;
  }

  public byte[] array() {
    return bytes;
  }

  public void skip(int count) {
    need(count);
    position += count;
  }

  public int readByte() {
    need(1);
    return bytes[position++];
  }

  public boolean readBoolean() {
    return readByte() != 0;
  }

  public int readInt() {
    need(Integer.BYTES);
    int value = (int) StateWriter.INT.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  public long readLong() {
    need(Long.BYTES);
    long value = (long) StateWriter.LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  public long readUnsigned() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      long next = readByte();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a number of more than ten bytes at " + position);
  }

  public int readUnsignedInt() {
    long value = readUnsigned();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalStateException(value + " is no count or length, before " + position);
    }
    return (int) value;
  }

  /**
   * How many elements follow.
   *
   * @param bytesEach the least that one of them takes
   * @throws IllegalStateException when so many cannot follow, before anything is allocated for them
   */
  public int readCount(int bytesEach) {
    int count = readUnsignedInt();
    if ((long) count * bytesEach > remaining()) {
      throw new IllegalStateException(count + " elements in " + remaining() + " bytes");
    }
    return count;
  }

  public long readSigned() {
    long raw = readUnsigned();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** What {@link StateWriter#writeInstant} wrote. */
  public long readInstant() {
    long written = readUnsigned();
    if (written == 0) {
      return Long.MAX_VALUE;
    }
    if (written == StateWriter.FAR_INSTANT) {
      return readLong();
    }
    return (written & 1) == 0 ? written >> 1 : (written >> 1) * StateWriter.DAY_MILLIS;
  }

  /** The lower half of a number of 128 bits; {@link #wideHigh} has the upper one afterwards. */
  public long readWide() {
    long low = 0;
    long high = 0;
    for (int shift = 0; shift < 133; shift += 7) {
      long next = readByte();
      long bits = next & 0x7F;
      if (shift < Long.SIZE) {
        low |= bits << shift;
        high |= shift > Long.SIZE - 7 ? bits >>> (Long.SIZE - shift) : 0;
      } else {
        high |= bits << (shift - Long.SIZE);
      }
      if (next >= 0) {
        long sign = -(low & 1);
        wideHigh = (high >>> 1) ^ sign;
        return ((low >>> 1) | (high << 63)) ^ sign;
      }
    }
    throw new IllegalStateException("a number of more than 19 bytes at " + position);
  }

  /** The upper half of the number that {@link #readWide} has just read. */
  public long wideHigh() {
    return wideHigh;
  }

  /** What {@link StateWriter#writeNumber} wrote: a {@link Long} where it fits. */
  public Number readNumber() {
    long low = readWide();
    return Wide.number(wideHigh, low);
  }

  public @Nullable String readText() {
    int lengthPlusOne = readUnsignedInt();
    if (lengthPlusOne == 0) {
      return null;
    }
    int length = lengthPlusOne - 1;
    need(length);
    String text =
        repeated != null && length <= RepeatedTexts.MOST_BYTES
            ? repeated.text(bytes, position, length)
            : new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** A text that was never written as null. */
  public String readRequiredText() {
    String text = readText();
    if (text == null) {
      throw new IllegalStateException("a text is missing at " + position);
    }
    return text;
  }

  public byte[] readBytes(int length) {
    need(length);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return copy;
  }

  /** Fails when something is left: a layout must be read to its end. */
  public void expectEnd() {
    if (position != end) {
      throw new IllegalStateException((end - position) + " bytes were left unread");
    }
  }

  private void need(int count) {
    if (count < 0 || end - position < count) {
      throw new IllegalStateException(
          "state ends too early: " + count + " bytes wanted, " + (end - position) + " left");
    }
  }
}
