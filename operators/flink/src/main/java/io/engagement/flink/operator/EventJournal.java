package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.UserEventSerializer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The events that users' histories have taken in since they were written, each linked to the one of
 * the same user before it: what a history is rebuilt from when a metric throws. Copying an event as
 * it came from the network is all that it costs as long as none does.
 */
final class EventJournal {
  /** No event of the user is in the journal. */
  static final long NONE = -1;

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final long mostBytes;
  private final List<byte[]> chunks = new ArrayList<>();
  private final UserEventSerializer serializer = new UserEventSerializer();
  private final StateWriter writer = new StateWriter(1024);
  private int chunk;
  private int used;
  private long bytes;

  /**
   * @param mostBytes when the journal is full; at least one chunk
   */
  EventJournal(long mostBytes) {
    this.mostBytes = Math.max(mostBytes, CHUNK_BYTES);
    this.chunks.add(new byte[CHUNK_BYTES]);
  }

  /**
   * Adds an event.
   *
   * @param previous what the call for the user's event before it returned, or {@link #NONE}
   * @return where it is
   */
  long append(UserEvent event, long previous) {
    byte[] from = event.wire;
    int length = event.wireLength;
    if (from == null) {
      writer.clear();
      serializer.write(event, writer);
      from = writer.array();
      length = writer.size();
    }
    byte[] to = room(HEADER_BYTES + length);
    int at = used;
    LONG.set(to, at, previous);
    INT.set(to, at + Long.BYTES, length);
    System.arraycopy(from, 0, to, at + HEADER_BYTES, length);
    used += HEADER_BYTES + length;
    bytes += HEADER_BYTES + length;
    return (long) chunk << Integer.SIZE | at;
  }

  /** Whether histories should be written, so that the journal can be cleared. */
  boolean isFull() {
    return bytes >= mostBytes;
  }

  /** The events of one user, the oldest first; each an object of its own. */
  List<UserEvent> events(long last) {
    Deque<UserEvent> events = new ArrayDeque<>();
    for (long place = last; place != NONE; ) {
      byte[] from = chunks.get((int) (place >>> Integer.SIZE));
      int at = (int) place;
      events.addFirst(
          UserEventSerializer.read(from, at + HEADER_BYTES, (int) INT.get(from, at + Long.BYTES)));
      place = (long) LONG.get(from, at);
    }
    return List.copyOf(events);
  }

  /** Drops all events; the room of some is kept. */
  void clear() {
    int kept = (int) Math.min(chunks.size(), mostBytes / CHUNK_BYTES);
    chunks.subList(kept, chunks.size()).clear();
    chunk = 0;
    used = 0;
    bytes = 0;
  }

  private byte[] room(int length) {
    if (chunks.get(chunk).length - used < length) {
      chunk++;
      used = 0;
      if (chunk == chunks.size()) {
        chunks.add(new byte[Math.max(CHUNK_BYTES, length)]);
      } else if (chunks.get(chunk).length < length) {
        chunks.set(chunk, new byte[length]);
      }
    }
    return chunks.get(chunk);
  }
}
