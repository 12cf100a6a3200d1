package io.engagement.core.user;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The message ids of one user that a repeat would still be recognised by, as 64-bit hashes with the
 * hash of the body and the hour of the event's time.
 *
 * <p>Ids expire by the hour of their event's time. Small sets are scanned; larger ones get an
 * index. Kept in order of hour when written, so that the layout does not depend on arrival.
 */
final class SeenIds {
  /** What {@link #find} says when the id is not there. */
  static final int ABSENT = -1;

  static final long HOUR_MILLIS = 3_600_000L;
  private static final int SCAN_LIMIT = 24;
  private static final int[] NO_INDEX = {};

  /** By position: the id at twice the position, then body and hour in one. */
  private long[] entries = new long[8];

  private int size;
  private int oldestHour = Integer.MAX_VALUE;
  private int newestHour = Integer.MIN_VALUE;

  /** Open addressing from id to position + 1; empty while the set is small. */
  private int[] index = NO_INDEX;

  /** How many ids each hour has; only once someone asked, and only until some are expired. */
  private @Nullable TreeMap<Integer, Integer> sizeByHour;

  /** The position of an id, or {@link #ABSENT}. */
  int find(long id) {
    if (index.length == 0) {
      for (int i = 0; i < size; i++) {
        if (entries[2 * i] == id) {
          return i;
        }
      }
      return ABSENT;
    }
    int mask = index.length - 1;
    int slot = (int) id & mask;
    while (index[slot] != 0) {
      int position = index[slot] - 1;
      if (entries[2 * position] == id) {
        return position;
      }
      slot = (slot + 1) & mask;
    }
    return ABSENT;
  }

  int bodyHash(int position) {
    return (int) (entries[2 * position + 1] >>> Integer.SIZE);
  }

  /** The first instant after the hour that the id's event lies in, epoch milliseconds. */
  long hourEndMillis(int position) {
    return (hour(position) + 1L) * HOUR_MILLIS;
  }

  /** Remembers an id that {@link #find} did not find. */
  void add(long id, int bodyHash, long timeMillis) {
    if (2 * size == entries.length) {
      entries = Arrays.copyOf(entries, 4 * size);
    }
    int hour = hourOf(timeMillis);
    set(size, id, bodyHash, hour);
    size++;
    if (sizeByHour != null) {
      sizeByHour.merge(hour, 1, Integer::sum);
    }
    oldestHour = Math.min(oldestHour, hour);
    newestHour = Math.max(newestHour, hour);
    if (index.length > 0 && size * 2 <= index.length) {
      place(size - 1);
    } else if (size > SCAN_LIMIT) {
      reindex();
    }
  }

  /** Remembers an id again that had expired. */
  void renew(int position, int bodyHash, long timeMillis) {
    sizeByHour = null;
    newestHour = Math.max(newestHour, hourOf(timeMillis));
    set(position, entries[2 * position], bodyHash, hourOf(timeMillis));
  }

  /** Remembers what another set does too; of an id in both, the later hour and its body. */
  void merge(SeenIds other) {
    for (int i = 0; i < other.size; i++) {
      long id = other.entries[2 * i];
      long timeMillis = other.hour(i) * HOUR_MILLIS;
      int known = find(id);
      if (known == ABSENT) {
        add(id, other.bodyHash(i), timeMillis);
      } else if (other.hour(i) > hour(known)) {
        renew(known, other.bodyHash(i), timeMillis);
      }
    }
  }

  private void set(int position, long id, int bodyHash, int hour) {
    entries[2 * position] = id;
    entries[2 * position + 1] = (long) bodyHash << Integer.SIZE | (hour & 0xFFFF_FFFFL);
  }

  private int hour(int position) {
    return (int) entries[2 * position + 1];
  }

  private static int hourOf(long timeMillis) {
    return (int) Math.floorDiv(timeMillis, HOUR_MILLIS);
  }

  int size() {
    return size;
  }

  /** The last instant of the latest hour that some id has; only when there are ids. */
  long lastMillis() {
    return (newestHour + 1L) * HOUR_MILLIS - 1;
  }

  /**
   * How many ids have an hour that ends at an instant or later: what {@link #size} would be if all
   * others were expired. As cheap for many ids as for few, unless they expire meanwhile.
   */
  int sizeFrom(long millis) {
    if (size == 0 || (oldestHour + 1L) * HOUR_MILLIS >= millis) {
      return size;
    }
    TreeMap<Integer, Integer> byHour = sizeByHour;
    if (byHour == null) {
      byHour = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        byHour.merge(hour(i), 1, Integer::sum);
      }
      sizeByHour = byHour;
    }
    int counted = size;
    for (Map.Entry<Integer, Integer> ofHour : byHour.entrySet()) {
      if ((ofHour.getKey() + 1L) * HOUR_MILLIS >= millis) {
        break;
      }
      counted -= ofHour.getValue();
    }
    return counted;
  }

  /** Expires ids whose hour ended before an instant. */
  void expireBefore(long millis) {
    if (size == 0 || (oldestHour + 1L) * HOUR_MILLIS >= millis) {
      return;
    }
    sizeByHour = null;
    int kept = 0;
    oldestHour = Integer.MAX_VALUE;
    newestHour = Integer.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      if (hourEndMillis(i) >= millis) {
        entries[2 * kept] = entries[2 * i];
        entries[2 * kept + 1] = entries[2 * i + 1];
        oldestHour = Math.min(oldestHour, hour(i));
        newestHour = Math.max(newestHour, hour(i));
        kept++;
      }
    }
    size = kept;
    if (entries.length > 32 && 8 * size < entries.length) {
      entries = Arrays.copyOf(entries, Math.max(8, 4 * size));
    }
    index = NO_INDEX;
    if (size > SCAN_LIMIT) {
      reindex();
    }
  }

  int heapBytes() {
    return 64 + entries.length * 8 + index.length * 4;
  }

  /**
   * Layout: count; then runs of one hour: hour minus the run's before, length, (id, body) pairs.
   */
  void write(StateWriter out) {
    out.writeUnsigned(size);
    if (size == 0) {
      return;
    }
    sortByHour();
    int previousHour = 0;
    for (int i = 0; i < size; ) {
      int hour = hour(i);
      int end = i + 1;
      while (end < size && hour(end) == hour) {
        end++;
      }
      out.writeSigned((long) hour - previousHour);
      out.writeUnsigned(end - i);
      previousHour = hour;
      for (; i < end; i++) {
        out.writeLong(entries[2 * i]);
        out.writeInt(bodyHash(i));
      }
    }
  }

  static SeenIds read(StateReader in) {
    SeenIds seen = new SeenIds();
    int count = in.readUnsignedInt();
    if ((long) count * 12 > in.remaining()) {
      throw new IllegalStateException(count + " ids in " + in.remaining() + " bytes");
    }
    seen.entries = new long[2 * Math.max(4, count + (count >> 2))];
    int hour = 0;
    while (seen.size < count) {
      hour = Math.toIntExact(hour + in.readSigned());
      seen.oldestHour = Math.min(seen.oldestHour, hour);
      seen.newestHour = Math.max(seen.newestHour, hour);
      for (int run = in.readUnsignedInt(); run > 0; run--) {
        long id = in.readLong();
        seen.set(seen.size, id, in.readInt(), hour);
        seen.size++;
      }
    }
    if (seen.size > SCAN_LIMIT) {
      seen.reindex();
    }
    return seen;
  }

  /** Within an hour they stay in order of arrival. */
  private void sortByHour() {
    int sorted = 1;
    while (sorted < size && hour(sorted - 1) <= hour(sorted)) {
      sorted++;
    }
    if (sorted >= size) {
      return;
    }
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      order[i] = (long) hour(i) << Integer.SIZE | i;
    }
    Arrays.sort(order);
    long[] unsorted = entries;
    entries = new long[unsorted.length];
    for (int i = 0; i < size; i++) {
      int from = (int) order[i];
      entries[2 * i] = unsorted[2 * from];
      entries[2 * i + 1] = unsorted[2 * from + 1];
    }
    if (index.length > 0) {
      reindex();
    }
  }

  private void reindex() {
    index = new int[Integer.highestOneBit(Math.max(8, size)) * 4];
    for (int i = 0; i < size; i++) {
      place(i);
    }
  }

  private void place(int position) {
    int mask = index.length - 1;
    int slot = (int) entries[2 * position] & mask;
    while (index[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    index[slot] = position + 1;
  }
}
