package io.engagement.flink.function;

import io.engagement.core.user.UserHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Decoded histories of the users seen last, in front of the state backend: reading and writing
 * state for every event would cost more than everything else together.
 *
 * <p>Write-back: a changed history is written when it is evicted and at every checkpoint, never in
 * between; after a failure the cache is empty and state is what the checkpoint had. Evicts by CLOCK
 * when the histories' estimated heap size exceeds the budget. Not thread-safe.
 */
final class HistoryCache {
  /** Room for the entry, its place in the map and the key. */
  private static final int ENTRY_OVERHEAD_BYTES = 160;

  /** One user's history and what has happened to it since it was written. */
  static final class Entry {
    final String user;
    UserHistory history;
    boolean dirty;
    private boolean referenced = true;
    private int bytes;

    private Entry(String user, UserHistory history) {
      this.user = user;
      this.history = history;
    }
  }

  private final long budgetBytes;
  private final int maxParallelism;
  private final Consumer<Entry> writeBack;
  private final Map<String, Entry> byUser = new HashMap<>();
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
    Entry entry = byUser.get(user);
    if (entry != null) {
      entry.referenced = true;
    }
    return entry;
  }

  /** Adds a loaded history; may evict others. */
  Entry put(String user, UserHistory history, int heapBytes) {
    Entry entry = new Entry(user, history);
    byUser.put(user, entry);
    ring.add(entry);
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

  /** The entry has grown by about this much; its size is taken anew when it is written. */
  void grown(Entry entry, int moreBytes) {
    entry.bytes += moreBytes;
    bytes += moreBytes;
  }

  /**
   * Writes all changed histories, in the order in which the state backend keeps keys. They stay in
   * the cache.
   *
   * @param heapBytes the size of a written history
   */
  void flush(java.util.function.ToIntFunction<UserHistory> heapBytes) {
    Entry[] changed = new Entry[dirty];
    int[] keyGroups = new int[dirty];
    int count = 0;
    for (Entry entry : ring) {
      if (entry.dirty) {
        changed[count++] = entry;
      }
    }
    Map<Entry, Integer> groups = new java.util.IdentityHashMap<>(Math.max(16, count * 2));
    for (int i = 0; i < count; i++) {
      keyGroups[i] = KeyGroupRangeAssignment.assignToKeyGroup(changed[i].user, maxParallelism);
      groups.put(changed[i], keyGroups[i]);
    }
    Arrays.sort(
        changed,
        Comparator.<Entry>comparingInt(groups::get)
            .thenComparingInt(entry -> entry.user.length())
            .thenComparing(entry -> entry.user));
    for (Entry entry : changed) {
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

  private void resize(Entry entry, int heapBytes) {
    int size = heapBytes + ENTRY_OVERHEAD_BYTES + entry.user.length();
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
      byUser.remove(entry.user);
      bytes -= entry.bytes;
      Entry last = ring.remove(ring.size() - 1);
      if (last != entry) {
        ring.set(hand, last);
      }
      return;
    }
  }
}
