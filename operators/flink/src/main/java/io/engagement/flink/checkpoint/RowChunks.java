package io.engagement.flink.checkpoint;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import io.engagement.flink.serde.RowFormat;
import io.engagement.flink.serde.TableIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Rows in byte arrays of bounded size, the form in which sinks keep them in state. */
public final class RowChunks {
  /** An array is closed once it is this long. */
  public static final int CHUNK_BYTES = 4 * 1024 * 1024;

  private RowChunks() {}

  /** All rows of a buffer, in its order. */
  public static List<byte[]> of(RowBuffer buffer) {
    return collected(buffer.bytes(), buffer::forEachEncoded);
  }

  /** The same, with nothing left in the buffer: what a row takes is free once it is in a chunk. */
  public static List<byte[]> drained(RowBuffer buffer) {
    return collected(buffer.bytes(), buffer::drainEncoded);
  }

  private static List<byte[]> collected(long bytes, Consumer<Consumer<byte[]>> rows) {
    List<byte[]> chunks = new ArrayList<>();
    StateWriter out = new StateWriter((int) Math.min(CHUNK_BYTES, bytes + 16L));
    rows.accept(
        row -> {
          out.writeUnsigned(row.length);
          out.writeBytes(row, 0, row.length);
          if (out.size() >= CHUNK_BYTES) {
            chunks.add(out.toBytes());
            out.clear();
          }
        });
    if (out.size() > 0) {
      chunks.add(out.toBytes());
    }
    return chunks;
  }

  /**
   * Reads the rows of a chunk.
   *
   * @param tables the tables as they were when it was written
   */
  public static void read(byte[] chunk, TableIndex tables, Consumer<RowChange> consumer) {
    StateReader in = new StateReader().over(chunk);
    StateReader row = new StateReader();
    while (in.remaining() > 0) {
      int length = in.readUnsignedInt();
      RowChange change = RowFormat.read(row.over(chunk, in.position(), length), tables);
      row.expectEnd();
      in.skip(length);
      consumer.accept(change);
    }
  }
}
