package io.engagement.core.metric.recommendations;

import io.engagement.core.state.StableHash;

/**
 * 64-bit hashes that stand for ids in a user's state; their values never change. Two ids of one
 * user share a hash with a probability of about one in 10^13.
 */
final class ShownKeys {
  /** Stands for an item without id. */
  static final long NO_ITEM = 0;

  private static final long RECOMMENDATION = 0x9E37_79B9_7F4A_7C15L;
  private static final long LIST = 0xC2B2_AE3D_27D4_EB4FL;
  private static final long IMPRESSION = 0x1656_67B1_9E37_79F9L;
  private static final long POSITION = 0xD6E8_FEB8_6659_FD93L;

  private ShownKeys() {}

  static long item(String id) {
    long hash = StableHash.hash64(id);
    return hash == NO_ITEM ? 1 : hash;
  }

  /**
   * @param id {@code ""} when it has none
   */
  static long recommendation(String id) {
    return StableHash.mix(StableHash.hash64(id) ^ RECOMMENDATION);
  }

  static long list(String id) {
    return StableHash.mix(StableHash.hash64(id) ^ LIST);
  }

  static long impression(String id) {
    return StableHash.mix(StableHash.hash64(id) ^ IMPRESSION);
  }

  /** An item of a recommendation or list, wherever it stands in it. */
  static long anywhere(long shownUnder, long item) {
    return StableHash.mix(shownUnder + Long.rotateLeft(item, 32));
  }

  /** The same at a position. */
  static long at(long anywhereKey, int position) {
    return StableHash.mix(anywhereKey + position * POSITION);
  }
}
