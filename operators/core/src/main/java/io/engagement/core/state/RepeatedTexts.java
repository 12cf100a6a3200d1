package io.engagement.core.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again in state (names, dimension values, items), so that most of
 * them are not allocated. Direct-mapped: a newcomer takes the place of whoever was there.
 */
final class RepeatedTexts {
  /** The longest text that is remembered; most ids are longer, and come once. */
  static final int MOST_BYTES = 24;

  private static final int SLOTS = 1 << 10;

  private final byte[] @Nullable [] utf8 = new byte[SLOTS][];
  private final @Nullable String[] texts = new String[SLOTS];

  String text(byte[] bytes, int from, int length) {
    int to = from + length;
    int hash = length;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
    byte[] known = utf8[slot];
    String text = texts[slot];
    if (known != null && text != null && Arrays.equals(known, 0, known.length, bytes, from, to)) {
      return text;
    }
    String fresh = new String(bytes, from, length, StandardCharsets.UTF_8);
    utf8[slot] = Arrays.copyOfRange(bytes, from, to);
    texts[slot] = fresh;
    return fresh;
  }
}
