package io.engagement.core.session;

/** The unsigned numbers of {@link io.engagement.core.state.StateWriter}, inside of an array. */
final class Varints {
  private Varints() {}

  static long read(byte[] bytes, int at) {
    long value = bytes[at];
    if (value >= 0) {
      return value;
    }
    value &= 0x7F;
    int shift = 7;
    for (int i = at + 1; ; i++) {
      long next = bytes[i];
      value |= (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
      shift += 7;
    }
  }

  static int length(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /** Returns the position after it. */
  static int write(byte[] bytes, int at, long value) {
    int position = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[position++] = (byte) rest;
    return position;
  }
}
