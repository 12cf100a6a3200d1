package io.engagement.core.event.json;

/**
 * The hash of a member name, computed eight bytes at a time while the name is scanned. Never
 * trusted alone: equal hashes are followed by a comparison of the names.
 */
final class NameHash {
  static final long SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long FACTOR = 0xD6E8_FEB8_6659_FD93L;

  private NameHash() {}

  static long add(long hash, long word) {
    long mixed = (hash ^ word) * FACTOR;
    return mixed ^ mixed >>> 32;
  }

  static long finish(long hash, int length) {
    long mixed = (hash ^ length) * FACTOR;
    return mixed ^ mixed >>> 29;
  }

  /** The hash of a whole name. */
  static long of(byte[] name, int from, int to) {
    long hash = SEED;
    int at = from;
    for (; to - at >= 8; at += 8) {
      hash = add(hash, Words.at(name, at));
    }
    long last = 0;
    for (int i = to - 1; i >= at; i--) {
      last = last << 8 | (name[i] & 0xFF);
    }
    return finish(add(hash, last), to - from);
  }
}
