package io.engagement.flink.operator;

import io.engagement.core.identity.Device;
import io.engagement.core.user.UserHistory;
import io.engagement.flink.serde.UserKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Histories of the users seen last, in front of the state backend: reading and writing state for
 * every event would cost more than everything else together.
 *
 * <p>Write-back: a changed history is written when its timer fires, when nothing comes for it, when
 * it is evicted and at every checkpoint, and put into state at the latter three; after a failure
 * the cache is empty and state is what the checkpoint had. A history is decoded when it is first
 * needed and is bytes again once it has been written: most users do nothing for a while then, and
 * millions of small objects cost the garbage collector more than it costs to decode one history for
 * each checkpoint in which its user does something. Evicts by CLOCK when the histories exceed the
 * budget. Not thread-safe.
 */
final class HistoryCache {
  /** Room for the entry, its place in the map and the key. */
  private static final int ENTRY_OVERHEAD_BYTES = 192;

  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  /** One history in so many is measured, to know what decoded ones take. */
  private static final int MEASURE_EVERY = 64;

  /** What a decoded history takes for each of its bytes, until some have been measured. */
  private static final double FIRST_DECODED_RATIO = 6;

  /** The weight of a measurement among those before it. */
  private static final double MEASUREMENT_WEIGHT = 1.0 / 16;

  /** How histories become bytes. */
  interface Codec {
    /**
     * @param bytes null for a user who has done nothing yet
     */
    UserHistory read(byte @Nullable [] bytes);

    /**
     * Writes a changed history, and says what was written; it is not needed after.
     *
     * @return null when there is no history
     */
    byte @Nullable [] write(Entry entry);

    /** Puts what was written last into state. */
    void save(Entry entry);

    /** What a decoded history takes on the heap, roughly. */
    int heapBytes(UserHistory history);
  }

  /** One user's history and what has happened to it since it was written. */
  static final class Entry {
    final UserKey key;

    /** As it was written last; null when it never was. */
    byte @Nullable [] written;

    private @Nullable UserHistory history;
    private boolean dirty;

    /** Whether state has another history than was written last. */
    private boolean unsaved;

    /** Whose the id is; only where histories are those of devices. */
    @Nullable Device device;

    /** Events from before this instant never count, epoch milliseconds. */
    long deletedBeforeMillis = Long.MIN_VALUE;

    /** The events that have come since the history was written, in the {@link EventJournal}. */
    long firstEvent = EventJournal.NONE;

    long lastEvent = EventJournal.NONE;

    /** Whether those events have not been taken into the history yet. */
    boolean isWaiting;

    /** Whether it is awaited that the history is quiet, since when, and when it changed last. */
    boolean isChanging;

    long awaitedSinceMillis;
    long changedMillis;

    /** That of the key, at hand. */
    private final String user;

    private final int hash;
    private final int keyGroup;

    /** The next user in the same bucket. */
    private @Nullable Entry next;

    private boolean referenced = true;
    private int bytes;

    private Entry(UserKey key, byte @Nullable [] written, int hash, int keyGroup) {
      this.key = key;
      this.user = key.user();
      this.written = written;
      this.hash = hash;
      this.keyGroup = keyGroup;
    }

    boolean isDirty() {
      return dirty;
    }

    /** There are no events that have come since the history was written. */
    void dropEvents() {
      firstEvent = EventJournal.NONE;
      lastEvent = EventJournal.NONE;
    }
  }

  private final long seed = new SplittableRandom().nextLong();
  private final long budgetBytes;
  private final int maxParallelism;
  private final Codec codec;

  /**
   * Users by hash. A table of its own because entries are found for every event, in more memory
   * than the processor caches: each object fewer on the way counts.
   */
  private @Nullable Entry[] buckets = new Entry[1 << 10];

  private final List<Entry> ring = new ArrayList<>();
  private int hand;
  private long bytes;
  private int dirty;
  private int writes;
  private double decodedRatio = FIRST_DECODED_RATIO;

  /**
   * @param budgetBytes what the histories may take on the heap, roughly
   * @param maxParallelism the number of key groups
   */
  HistoryCache(long budgetBytes, int maxParallelism, Codec codec) {
    this.budgetBytes = budgetBytes;
    this.maxParallelism = maxParallelism;
    this.codec = codec;
  }

  /** The user's entry, or null when it has to be loaded and {@link #put}. */
  @Nullable Entry find(String user) {
    int hash = spread(user);
    for (Entry entry = buckets[hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
      if (entry.hash == hash && entry.user.equals(user)) {
        entry.referenced = true;
        return entry;
      }
    }
    return null;
  }

  /**
   * Adds a user; may evict others.
   *
   * @param written the history as state has it, null for a new user
   */
  Entry put(UserKey key, byte @Nullable [] written) {
    Entry entry =
        new Entry(
            key,
            written,
            spread(key.user()),
            KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism));
    ring.add(entry);
    if (ring.size() > buckets.length) {
      buckets = new Entry[buckets.length * 2];
      ring.forEach(this::link);
    } else {
      link(entry);
    }
    resize(entry, sizeOf(written));
    while (bytes > budgetBytes && ring.size() > 1) {
      evictOne(entry);
    }
    return entry;
  }

  /** The user's history, decoded. */
  UserHistory history(Entry entry) {
    UserHistory history = entry.history;
    if (history == null) {
      history = codec.read(entry.written);
      entry.history = history;
      grown(entry, (int) Math.min(Integer.MAX_VALUE / 2, decodedRatio * sizeOf(entry.written)));
    }
    return history;
  }

  boolean isDecoded(Entry entry) {
    return entry.history != null;
  }

  /** Puts another history in its place, which is not written for that. */
  void replace(Entry entry, UserHistory history) {
    entry.history = history;
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

  /** Writes one history at once, changed or not; state gets it with the next flush. */
  void write(Entry entry) {
    byte[] written = codec.write(entry);
    UserHistory history = entry.history;
    if (history != null && sizeOf(written) > 0 && writes++ % MEASURE_EVERY == 0) {
      double ratio = (double) codec.heapBytes(history) / sizeOf(written);
      decodedRatio += (ratio - decodedRatio) * MEASUREMENT_WEIGHT;
    }
    written(entry, written);
  }

  /** Writes one changed history at once, and puts it into state. */
  void writeThrough(Entry entry) {
    write(entry);
    save(entry);
  }

  /** The history has been written; state gets it with the next flush. */
  void written(Entry entry, byte @Nullable [] written) {
    if (entry.dirty) {
      entry.dirty = false;
      dirty--;
    }
    entry.written = written;
    entry.unsaved = true;
    close(entry, sizeOf(written));
  }

  /** There is no history any more, in state neither. */
  void cleared(Entry entry) {
    entry.written = null;
    entry.unsaved = false;
    close(entry, 0);
  }

  /**
   * Writes all changed histories, and to state one key group after the other as the backend keeps
   * them, so that its sorted files overlap little. They stay in the cache, as bytes.
   *
   * @param saves whether state is written; where it is not, what is evicted later is put there
   */
  void flush(boolean saves) {
    long[] order = new long[64];
    int count = 0;
    for (int i = 0; i < ring.size(); i++) {
      Entry entry = ring.get(i);
      if (entry.dirty || entry.unsaved) {
        if (count == order.length) {
          order = Arrays.copyOf(order, 2 * count);
        }
        order[count++] = (long) entry.keyGroup << Integer.SIZE | i;
      } else if (entry.history != null) {
        close(entry, sizeOf(entry.written));
      }
    }
    Arrays.sort(order, 0, count);
    for (int i = 0; i < count; i++) {
      Entry entry = ring.get((int) order[i]);
      if (entry.dirty) {
        write(entry);
      }
      if (saves) {
        save(entry);
      }
    }
  }

  private void save(Entry entry) {
    codec.save(entry);
    entry.unsaved = false;
  }

  private void close(Entry entry, int heapBytes) {
    entry.history = null;
    resize(entry, heapBytes);
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

  private static int sizeOf(byte @Nullable [] written) {
    return written == null ? 0 : written.length;
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
        write(entry);
      }
      if (entry.unsaved) {
        save(entry);
      }
      unlink(entry);
      // Whoever still has the entry keeps no history.
      entry.history = null;
      entry.written = null;
      bytes -= entry.bytes;
      Entry last = ring.remove(ring.size() - 1);
      if (last != entry) {
        ring.set(hand, last);
      }
      return;
    }
  }
}
