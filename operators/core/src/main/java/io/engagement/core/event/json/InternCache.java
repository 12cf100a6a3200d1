package io.engagement.core.event.json;

import org.jspecify.annotations.Nullable;

/**
 * Remembers short ASCII strings that come again and again (event names, types, dimension values),
 * so that most of them are not allocated. Direct-mapped: a newcomer takes the place of whoever was
 * there. The four words of an entry are the whole text, so equality is exact.
 */
final class InternCache {
  /** The longest text that is remembered. */
  static final int MAX_BYTES = 32;

  private static final int SLOTS = 1 << 11;

  private final long[] words = new long[SLOTS * 4];
  private final @Nullable String[] texts = new String[SLOTS];

  /**
   * The string {@code bytes[from, to)}, ASCII and not longer than {@link #MAX_BYTES}. The array
   * must go on for eight more bytes.
   */
  String string(byte[] bytes, int from, int to) {
    int length = to - from;
    long w0 = word(bytes, from, length);
    long w1 = word(bytes, from + 8, length - 8);
    long w2 = word(bytes, from + 16, length - 16);
    long w3 = word(bytes, from + 24, length - 24);
    long hash = NameHash.add(NameHash.add(w0 ^ w2 * NameHash.SEED, w1 ^ w3), length);
    int slot = (int) (hash ^ hash >>> 17) & SLOTS - 1;
    int base = slot << 2;
    String text = texts[slot];
    if (text != null
        && words[base] == w0
        && words[base + 1] == w1
        && words[base + 2] == w2
        && words[base + 3] == w3
        && text.length() == length) {
      return text;
    }
    String fresh = JsonStrings.ascii(bytes, from, to);
    texts[slot] = fresh;
    words[base] = w0;
    words[base + 1] = w1;
    words[base + 2] = w2;
    words[base + 3] = w3;
    return fresh;
  }

  private static long word(byte[] bytes, int at, int left) {
    if (left >= 8) {
      return Words.at(bytes, at);
    }
    return left <= 0 ? 0 : Words.head(Words.at(bytes, at), left);
  }
}
