package io.engagement.flink.operator;

import io.engagement.core.identity.Device;
import io.engagement.core.user.UserHistory;
import io.engagement.flink.serde.UserKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Decoded histories of the users seen last, in front of the state backend: reading and writing
 * state for every event would cost more than everything else together.
 *
 * <p>Write-back: a changed history is written when it is evicted, when its timer fires and at every
 * checkpoint; after a failure the cache is empty and state is what the checkpoint had. Evicts by
 * CLOCK when the histories' estimated heap size exceeds the budget. Not thread-safe.
 */
final class HistoryCache {
  /** Room for the entry, its place in the map and the key. */
  private static final int ENTRY_OVERHEAD_BYTES = 192;

  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  /** One user's history and what has happened to it since it was written. */
  static final class Entry {
    final UserKey key;
    UserHistory history;
    boolean dirty;

    /** Whose the id is; only where histories are those of devices. */
    @Nullable Device device;

    /** The last event since the history was written, in the {@link EventJournal}. */
    long lastEvent = EventJournal.NONE;

    private final int hash;
    private final int keyGroup;

    /** The next user in the same bucket. */
    private @Nullable Entry next;

    private boolean referenced = true;
    private int bytes;

    private Entry(UserKey key, UserHistory history, int hash, int keyGroup) {
      this.key = key;
      this.history = history;
      this.hash = hash;
      this.keyGroup = keyGroup;
    }
  }

  private final long seed = new SplittableRandom().nextLong();
  private final long budgetBytes;
  private final int maxParallelism;
  private final Consumer<Entry> writeBack;

  /**
   * Users by hash. A table of its own because entries are found for every event, in more memory
   * than the processor caches: each object fewer on the way counts.
   */
  private @Nullable Entry[] buckets = new Entry[1 << 10];

  private final List<Entry> ring = new ArrayList<>();
  private int hand;
  private long bytes;
  private int dirty;

  /**
   * @param budgetBytes what the histories may take on the heap, by their own estimate
   * @param maxParallelism the number of key groups
   * @param writeBack writes a changed history to state, before it is dropped
   */
  HistoryCache(long budgetBytes, int maxParallelism, Consumer<Entry> writeBack) {
    this.budgetBytes = budgetBytes;
    this.maxParallelism = maxParallelism;
    this.writeBack = writeBack;
  }

  /** The user's entry, or null when it has to be loaded and {@link #put}. */
  @Nullable Entry find(String user) {
    int hash = spread(user);
    for (Entry entry = buckets[hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
      if (entry.hash == hash && entry.key.user().equals(user)) {
        entry.referenced = true;
        return entry;
      }
    }
    return null;
  }

  /** Adds a loaded history; may evict others. */
  Entry put(UserKey key, UserHistory history, int heapBytes) {
    Entry entry =
        new Entry(
            key,
            history,
            spread(key.user()),
            KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism));
    ring.add(entry);
    if (ring.size() > buckets.length) {
      buckets = new Entry[buckets.length * 2];
      ring.forEach(this::link);
    } else {
      link(entry);
    }
    resize(entry, heapBytes);
    while (bytes > budgetBytes && ring.size() > 1) {
      evictOne(entry);
    }
    return entry;
  }

  /** The entry differs from state from now on. */
  void markDirty(Entry entry) {
    if (!entry.dirty) {
      entry.dirty = true;
      dirty++;
    }
  }

  /** The entry has grown by about this much; its size is measured when it is written. */
  void grown(Entry entry, int moreBytes) {
    entry.bytes += moreBytes;
    bytes += moreBytes;
  }

  /** Writes one history at once. */
  void write(Entry entry, int heapBytes) {
    if (entry.dirty) {
      entry.dirty = false;
      dirty--;
    }
    writeBack.accept(entry);
    resize(entry, heapBytes);
  }

  /**
   * Writes all changed histories, one key group after the other as the state backend keeps them, so
   * that its sorted files overlap little. They stay in the cache.
   *
   * @param heapBytes the size of a written history
   */
  void flush(java.util.function.ToIntFunction<UserHistory> heapBytes) {
    long[] order = new long[dirty];
    int count = 0;
    for (int i = 0; i < ring.size(); i++) {
      Entry entry = ring.get(i);
      if (entry.dirty) {
        order[count++] = (long) entry.keyGroup << Integer.SIZE | i;
      }
    }
    Arrays.sort(order);
    for (long place : order) {
      Entry entry = ring.get((int) place);
      writeBack.accept(entry);
      entry.dirty = false;
      resize(entry, heapBytes.applyAsInt(entry.history));
    }
    dirty = 0;
  }

  int users() {
    return ring.size();
  }

  int dirtyUsers() {
    return dirty;
  }

  long bytes() {
    return bytes;
  }

  private void link(Entry entry) {
    int bucket = entry.hash & (buckets.length - 1);
    entry.next = buckets[bucket];
    buckets[bucket] = entry;
  }

  private void unlink(Entry entry) {
    int bucket = entry.hash & (buckets.length - 1);
    Entry before = null;
    for (Entry at = buckets[bucket]; at != entry; at = Objects.requireNonNull(at).next) {
      before = at;
    }
    if (before == null) {
      buckets[bucket] = entry.next;
    } else {
      before.next = entry.next;
    }
  }

  /** Keyed, so that nobody can make up users that share a bucket. */
  private int spread(String user) {
    long hash = seed;
    for (int i = 0; i < user.length(); i++) {
      hash = (hash ^ user.charAt(i)) * PRIME;
    }
    return (int) (hash ^ hash >>> Integer.SIZE);
  }

  private void resize(Entry entry, int heapBytes) {
    int size = heapBytes + ENTRY_OVERHEAD_BYTES + entry.key.user().length();
    bytes += size - entry.bytes;
    entry.bytes = size;
  }

  private void evictOne(Entry keep) {
    while (true) {
      if (hand >= ring.size()) {
        hand = 0;
      }
      Entry entry = ring.get(hand);
      if (entry == keep || entry.referenced) {
        entry.referenced = false;
        hand++;
        continue;
      }
      if (entry.dirty) {
        writeBack.accept(entry);
        dirty--;
      }
      unlink(entry);
      bytes -= entry.bytes;
      Entry last = ring.remove(ring.size() - 1);
      if (last != entry) {
        ring.set(hand, last);
      }
      return;
    }
  }
}
