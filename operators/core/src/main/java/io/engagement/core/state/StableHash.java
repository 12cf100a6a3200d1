package io.engagement.core.state;

import java.nio.charset.StandardCharsets;

/** Hashes that are written to state and to published ids: their values never change. */
public final class StableHash {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StableHash() {}

  /** 64 bits of a text: FNV-1a over its UTF-8 bytes, finished with murmur3's mixer. */
  public static long hash64(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return hash64(utf8, 0, utf8.length);
  }

  public static long hash64(byte[] bytes, int offset, int length) {
    long hash = FNV_OFFSET;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The upper half of {@link #hash64(String)}. */
  public static int hash32(String text) {
    return (int) (hash64(text) >>> 32);
  }

  /** Murmur3's 64-bit finalizer: every input bit reaches every output bit. */
  public static long mix(long value) {
    long hash = value;
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash;
  }
}
