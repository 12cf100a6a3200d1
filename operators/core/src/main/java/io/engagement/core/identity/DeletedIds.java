package io.engagement.core.identity;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which ids have been deleted, and when, without knowing them: by half of their SHA-256. About 26
 * bytes each in state and 100 on the heap, kept for good. Mutable, owned by one thread.
 *
 * <pre>
 * layout 1:
 *   byte      1
 *   unsigned  how many, then each:
 *     unsigned  key group
 *     16 bytes  the first half of the id's SHA-256
 *     signed    the instant, epoch milliseconds
 * </pre>
 */
public final class DeletedIds {
  private static final int LAYOUT_1 = 1;

  private final Map<Hash, Deleted> byHash = new HashMap<>();

  private record Hash(long high, long low) {
    static Hash of(String id) {
      StateReader digest = new StateReader().over(Deletion.sha256(id));
      return new Hash(digest.readLong(), digest.readLong());
    }
  }

  private record Deleted(int keyGroup, long atMillis) {}

  /**
   * Adds a deletion; of two of one id the later instant counts.
   *
   * @param keyGroup where the id belongs, from 0
   */
  public void add(String id, int keyGroup, long atMillis) {
    add(Hash.of(id), new Deleted(keyGroup, atMillis));
  }

  private void add(Hash hash, Deleted deleted) {
    byHash.merge(hash, deleted, (one, other) -> one.atMillis() >= other.atMillis() ? one : other);
  }

  /**
   * The instant before which nothing of an id counts, epoch milliseconds; {@link Long#MIN_VALUE}
   * when it was never deleted.
   */
  public long atMillis(String id) {
    if (byHash.isEmpty()) {
      return Long.MIN_VALUE;
    }
    Deleted deleted = byHash.get(Hash.of(id));
    return deleted == null ? Long.MIN_VALUE : deleted.atMillis();
  }

  /** How many there are. */
  public int size() {
    return byHash.size();
  }

  public byte[] toBytes() {
    StateWriter out = new StateWriter(16 + 32 * byHash.size());
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(byHash.size());
    byHash.forEach(
        (hash, deleted) -> {
          out.writeUnsigned(deleted.keyGroup());
          out.writeLong(hash.high());
          out.writeLong(hash.low());
          out.writeSigned(deleted.atMillis());
        });
    return out.toBytes();
  }

  /**
   * Adds those of some key groups that {@link #toBytes} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public void addAll(byte[] bytes, Predicate<Integer> keyGroups) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "deleted ids in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    for (int left = in.readUnsignedInt(); left > 0; left--) {
      int keyGroup = in.readUnsignedInt();
      Hash hash = new Hash(in.readLong(), in.readLong());
      long atMillis = in.readSigned();
      if (keyGroups.test(keyGroup)) {
        add(hash, new Deleted(keyGroup, atMillis));
      }
    }
    in.expectEnd();
  }
}
