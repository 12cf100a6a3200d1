package io.engagement.core.event.json;

/** Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * The index after the sequence of two or more bytes that begins at {@code at}, or -1 if it is not
   * one. The array must go on for three more bytes.
   */
  static int next(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    int second = bytes[at + 1];
    if (lead < 0xE0) {
      return lead >= 0xC2 && continues(second) ? at + 2 : -1;
    }
    if (!continues(second) || !continues(bytes[at + 2])) {
      return -1;
    }
    int bits = second & 0x3F;
    if (lead < 0xF0) {
      boolean overlong = lead == 0xE0 && bits < 0x20;
      boolean surrogate = lead == 0xED && bits >= 0x20;
      return overlong || surrogate ? -1 : at + 3;
    }
    boolean overlong = lead == 0xF0 && bits < 0x10;
    boolean beyond = lead > 0xF4 || (lead == 0xF4 && bits >= 0x10);
    return overlong || beyond || !continues(bytes[at + 3]) ? -1 : at + 4;
  }

  /** Whether {@code bytes[from, to)} is UTF-8. The array must go on for three more bytes. */
  static boolean valid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at = bytes[at] >= 0 ? at + 1 : next(bytes, at);
      if (at < 0) {
        return false;
      }
    }
    return at == to;
  }

  private static boolean continues(int signedByte) {
    return signedByte < (byte) 0xC0;
  }
}
