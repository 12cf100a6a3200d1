package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.UserEventSerializer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The events that have come for users since their histories were written, each linked to the next
 * of the same user: those that wait to be taken into a history, and those that a history is rebuilt
 * from when a metric throws. An event is copied as it came from the network and read when it is
 * needed.
 */
final class EventJournal {
  /** No event of the user is in the journal. */
  static final long NONE = -1;

  private static final int CHUNK_BYTES = 1 << 20;

  /** In front of an event: the place of the next, the job's watermark, the length. */
  private static final int WATERMARK = Long.BYTES;

  private static final int LENGTH = 2 * Long.BYTES;
  private static final int HEADER_BYTES = LENGTH + Integer.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final long mostBytes;
  private final List<byte[]> chunks = new ArrayList<>();
  private final UserEventSerializer serializer = new UserEventSerializer();
  private final StateWriter writer = new StateWriter(1024);
  private final StateReader reader = StateReader.ofRepeatedTexts();
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
   * Adds an event; nothing follows it.
   *
   * @return its place
   */
  long append(UserEvent event) {
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
    LONG.set(to, at, NONE);
    LONG.set(to, at + WATERMARK, event.jobWatermarkMillis);
    INT.set(to, at + LENGTH, length);
    System.arraycopy(from, 0, to, at + HEADER_BYTES, length);
    used += HEADER_BYTES + length;
    bytes += HEADER_BYTES + length;
    return (long) chunk << Integer.SIZE | at;
  }

  /**
   * Has an event be followed by another of the same user.
   *
   * @param next {@link #NONE} for the last
   */
  void link(long place, long next) {
    LONG.set(chunkOf(place), (int) place, next);
  }

  /** The event that follows another; {@link #NONE} after the last. */
  long next(long place) {
    return (long) LONG.get(chunkOf(place), (int) place);
  }

  /** Whether histories should be written, so that the journal can be cleared. */
  boolean isFull() {
    return bytes >= mostBytes;
  }

  /** Fills an event with the one at a place. */
  void read(long place, UserEvent event) {
    byte[] from = chunkOf(place);
    int at = (int) place;
    int length = (int) INT.get(from, at + LENGTH);
    UserEventSerializer.read(reader.over(from, at + HEADER_BYTES, length), event);
    event.jobWatermarkMillis = (long) LONG.get(from, at + WATERMARK);
  }

  /** An event and those that follow it; each an object of its own. */
  List<UserEvent> events(long first) {
    List<UserEvent> events = new ArrayList<>();
    for (long place = first; place != NONE; place = next(place)) {
      UserEvent event = new UserEvent();
      read(place, event);
      events.add(event);
    }
    return events;
  }

  /** Drops all events; the room of some is kept. */
  void clear() {
    int kept = (int) Math.min(chunks.size(), mostBytes / CHUNK_BYTES);
    chunks.subList(kept, chunks.size()).clear();
    chunk = 0;
    used = 0;
    bytes = 0;
  }

  private byte[] chunkOf(long place) {
    return chunks.get((int) (place >>> Integer.SIZE));
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
