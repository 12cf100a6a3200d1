package io.engagement.core.user;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;

/**
 * The message ids of one user that a repeat would still be recognised by, as 64-bit hashes with the
 * hash of the body and the hour of the event's time.
 *
 * <p>Ids are forgotten by the hour of their event's time. Small sets are scanned; larger ones get
 * an index. Kept in order of hour when written, so that the layout does not depend on arrival.
 */
final class SeenIds {
  /** What {@link #find} says when the id is not there. */
  static final int ABSENT = -1;

  static final long HOUR_MILLIS = 3_600_000L;
  private static final int SCAN_LIMIT = 24;
  private static final int[] NO_INDEX = {};

  private long[] ids = new long[4];
  private int[] bodies = new int[4];
  private int[] hours = new int[4];
  private int size;
  private int oldestHour = Integer.MAX_VALUE;

  /** Open addressing from id to position + 1; empty while the set is small. */
  private int[] index = NO_INDEX;

  /** The position of an id, or {@link #ABSENT}. */
  int find(long id) {
    if (index.length == 0) {
      for (int i = 0; i < size; i++) {
        if (ids[i] == id) {
          return i;
        }
      }
      return ABSENT;
    }
    int mask = index.length - 1;
    int slot = (int) id & mask;
    while (index[slot] != 0) {
      int position = index[slot] - 1;
      if (ids[position] == id) {
        return position;
      }
      slot = (slot + 1) & mask;
    }
    return ABSENT;
  }

  int bodyHash(int position) {
    return bodies[position];
  }

  /** The first instant after the hour that the id's event lies in, epoch milliseconds. */
  long hourEndMillis(int position) {
    return (hours[position] + 1L) * HOUR_MILLIS;
  }

  /** Remembers an id that {@link #find} did not find. */
  void add(long id, int bodyHash, long timeMillis) {
    if (size == ids.length) {
      int capacity = size * 2;
      ids = Arrays.copyOf(ids, capacity);
      bodies = Arrays.copyOf(bodies, capacity);
      hours = Arrays.copyOf(hours, capacity);
    }
    int hour = (int) Math.floorDiv(timeMillis, HOUR_MILLIS);
    ids[size] = id;
    bodies[size] = bodyHash;
    hours[size] = hour;
    size++;
    oldestHour = Math.min(oldestHour, hour);
    if (index.length > 0 && size * 2 <= index.length) {
      place(size - 1);
    } else if (size > SCAN_LIMIT) {
      reindex();
    }
  }

  /** Remembers an id anew whose time had run out. */
  void renew(int position, int bodyHash, long timeMillis) {
    bodies[position] = bodyHash;
    hours[position] = (int) Math.floorDiv(timeMillis, HOUR_MILLIS);
  }

  int size() {
    return size;
  }

  /** Forgets ids whose hour ended before an instant. */
  void forgetBefore(long millis) {
    if (size == 0 || (oldestHour + 1L) * HOUR_MILLIS >= millis) {
      return;
    }
    int kept = 0;
    oldestHour = Integer.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      if ((hours[i] + 1L) * HOUR_MILLIS >= millis) {
        ids[kept] = ids[i];
        bodies[kept] = bodies[i];
        hours[kept] = hours[i];
        oldestHour = Math.min(oldestHour, hours[i]);
        kept++;
      }
    }
    size = kept;
    if (ids.length > 16 && size < ids.length / 4) {
      int capacity = Math.max(4, size * 2);
      ids = Arrays.copyOf(ids, capacity);
      bodies = Arrays.copyOf(bodies, capacity);
      hours = Arrays.copyOf(hours, capacity);
    }
    index = NO_INDEX;
    if (size > SCAN_LIMIT) {
      reindex();
    }
  }

  int heapBytes() {
    return 96 + ids.length * 16 + index.length * 4;
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
      int end = i + 1;
      while (end < size && hours[end] == hours[i]) {
        end++;
      }
      out.writeSigned((long) hours[i] - previousHour);
      out.writeUnsigned(end - i);
      previousHour = hours[i];
      for (; i < end; i++) {
        out.writeLong(ids[i]);
        out.writeInt(bodies[i]);
      }
    }
  }

  static SeenIds read(StateReader in) {
    SeenIds seen = new SeenIds();
    int count = in.readUnsignedInt();
    if ((long) count * 12 > in.remaining()) {
      throw new IllegalStateException(count + " ids in " + in.remaining() + " bytes");
    }
    int capacity = Math.max(4, count + (count >> 2));
    seen.ids = new long[capacity];
    seen.bodies = new int[capacity];
    seen.hours = new int[capacity];
    int hour = 0;
    while (seen.size < count) {
      hour = Math.toIntExact(hour + in.readSigned());
      seen.oldestHour = Math.min(seen.oldestHour, hour);
      for (int run = in.readUnsignedInt(); run > 0; run--) {
        seen.ids[seen.size] = in.readLong();
        seen.bodies[seen.size] = in.readInt();
        seen.hours[seen.size] = hour;
        seen.size++;
      }
    }
    if (seen.size > SCAN_LIMIT) {
      seen.reindex();
    }
    return seen;
  }

  /** Insertion sort: arrival is nearly in order of time. */
  private void sortByHour() {
    boolean moved = false;
    for (int i = 1; i < size; i++) {
      int hour = hours[i];
      if (hours[i - 1] <= hour) {
        continue;
      }
      long id = ids[i];
      int body = bodies[i];
      int to = i;
      while (to > 0 && hours[to - 1] > hour) {
        ids[to] = ids[to - 1];
        bodies[to] = bodies[to - 1];
        hours[to] = hours[to - 1];
        to--;
      }
      ids[to] = id;
      bodies[to] = body;
      hours[to] = hour;
      moved = true;
    }
    if (moved && index.length > 0) {
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
    int slot = (int) ids[position] & mask;
    while (index[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    index[slot] = position + 1;
  }
}
