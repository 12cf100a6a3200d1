package io.engagement.core.event.json;

import java.nio.charset.StandardCharsets;

/**
 * A fast 64-bit hash of bytes in the manner of wyhash: 16 bytes per 128-bit multiplication. Stable:
 * the values are persisted, so the function never changes.
 */
public final class Hash64 {
  // Each holds a byte that no UTF-8 text has, so that no text can make a factor zero.
  private static final long K0 = 0xA076_1D64_78BD_64FFL;
  private static final long K1 = 0xE703_7ED1_A0B4_28FFL;
  private static final long K2 = 0x8EBC_6AF0_9C88_C6FFL;
  private static final long K3 = 0x5896_65F1_3D15_98FFL;
  private static final int LANES_BYTES = 48;

  private Hash64() {}

  /** The hash of {@code bytes[offset, offset + length)}. */
  public static long of(byte[] bytes, int offset, int length) {
    long hash = K0 ^ length;
    int at = offset;
    int left = length;
    if (left > LANES_BYTES) {
      // Three chains side by side: one alone waits for its own multiplications.
      long second = hash;
      long third = hash;
      do {
        hash = mum(Words.at(bytes, at) ^ K1, Words.at(bytes, at + 8) ^ hash);
        second = mum(Words.at(bytes, at + 16) ^ K2, Words.at(bytes, at + 24) ^ second);
        third = mum(Words.at(bytes, at + 32) ^ K3, Words.at(bytes, at + 40) ^ third);
        at += LANES_BYTES;
        left -= LANES_BYTES;
      } while (left > LANES_BYTES);
      hash ^= second ^ third;
    }
    while (left > 16) {
      hash = mum(Words.at(bytes, at) ^ K1, Words.at(bytes, at + 8) ^ hash);
      at += 16;
      left -= 16;
    }
    long low = 0;
    long high = 0;
    if (left >= 8) {
      low = Words.at(bytes, at);
      high = Words.at(bytes, at + left - 8);
    } else if (left >= 4) {
      low = Words.intAt(bytes, at);
      high = Words.intAt(bytes, at + left - 4);
    } else if (left > 0) {
      low = (bytes[at] & 0xFFL) << 16 | (bytes[at + (left >>> 1)] & 0xFFL) << 8;
      low |= bytes[at + left - 1] & 0xFFL;
    }
    return mum(K2 ^ length, mum(low ^ K1, high ^ hash));
  }

  /** The hash of the UTF-8 form of a text. */
  public static long ofText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return of(utf8, 0, utf8.length);
  }

  /** Joins two hashes; the order matters. */
  public static long join(long first, long second) {
    return mum(first ^ K0, second ^ K2);
  }

  private static long mum(long a, long b) {
    return Math.multiplyHigh(a, b) ^ (a * b);
  }
}
