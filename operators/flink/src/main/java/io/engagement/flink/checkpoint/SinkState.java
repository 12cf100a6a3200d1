package io.engagement.flink.checkpoint;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.RecordedTables;
import io.engagement.flink.serde.TableIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the sink keeps in a checkpoint.
 *
 * @param lineage the history this state belongs to; the ledger has the same
 * @param committed the last checkpoint that was known to be in the database
 * @param pending those not known to be, in ascending order; the last one is the restored checkpoint
 *     itself
 * @param republishedFor the last start that all rows were published for; empty for none
 * @param layout the tables that the pending rows were written with
 */
public record SinkState(
    UUID lineage,
    CheckpointMark committed,
    List<PendingCheckpoint> pending,
    String republishedFor,
    TableIndex layout) {
  private static final int VERSION = 1;

  /** The state without rows, as bytes. */
  static byte[] header(
      UUID lineage, CheckpointMark committed, String republishedFor, RecordedTables layout) {
    StateWriter out = new StateWriter(1024);
    out.writeByte(VERSION);
    out.writeLong(lineage.getMostSignificantBits());
    out.writeLong(lineage.getLeastSignificantBits());
    committed.write(out);
    out.writeText(republishedFor);
    byte[] tables = layout.toBytes();
    out.writeUnsigned(tables.length);
    out.writeBytes(tables, 0, tables.length);
    return out.toBytes();
  }

  /**
   * The rows: for each checkpoint an element that says what follows, then its chunks as they are.
   */
  static List<byte[]> elements(Iterable<PendingCheckpoint> pending) {
    List<byte[]> elements = new ArrayList<>();
    for (PendingCheckpoint checkpoint : pending) {
      StateWriter out = new StateWriter(1024);
      checkpoint.mark().write(out);
      out.writeBoolean(checkpoint.republished());
      out.writeUnsigned(checkpoint.chunks().size());
      checkpoint
          .chunks()
          .forEach(
              (table, chunks) -> {
                out.writeUnsigned(table);
                out.writeUnsigned(chunks.size());
              });
      elements.add(out.toBytes());
      checkpoint.chunks().values().forEach(elements::addAll);
    }
    return elements;
  }

  static SinkState read(byte[] header, Iterable<byte[]> elements) {
    StateReader in = new StateReader().over(header);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException(
          "sink state of version " + version + " is from a later release than this one");
    }
    UUID lineage = new UUID(in.readLong(), in.readLong());
    CheckpointMark committed = CheckpointMark.read(in);
    String republishedFor = in.readRequiredText();
    TableIndex layout =
        new TableIndex(RecordedTables.read(in.readBytes(in.readUnsignedInt())).tables());
    in.expectEnd();
    List<PendingCheckpoint> pending = new ArrayList<>();
    for (Iterator<byte[]> left = elements.iterator(); left.hasNext(); ) {
      pending.add(readCheckpoint(in.over(left.next()), left));
    }
    pending.sort(Comparator.comparingLong(checkpoint -> checkpoint.mark().id()));
    return new SinkState(lineage, committed, List.copyOf(pending), republishedFor, layout);
  }

  private static PendingCheckpoint readCheckpoint(StateReader in, Iterator<byte[]> following) {
    CheckpointMark mark = CheckpointMark.read(in);
    boolean republished = in.readBoolean();
    SortedMap<Integer, List<byte[]>> chunks = new TreeMap<>();
    for (int tables = in.readUnsignedInt(); tables > 0; tables--) {
      List<byte[]> ofTable = new ArrayList<>();
      chunks.put(in.readUnsignedInt(), ofTable);
      for (int left = in.readUnsignedInt(); left > 0; left--) {
        ofTable.add(following.next());
      }
    }
    in.expectEnd();
    return new PendingCheckpoint(mark, republished, chunks);
  }

  /** The restored checkpoint. */
  public CheckpointMark restored() {
    return pending.isEmpty() ? committed : pending.get(pending.size() - 1).mark();
  }

  /** The mark of a checkpoint, if it is the last committed or a pending one of this state. */
  @Nullable CheckpointMark find(long id, long fence) {
    if (committed.sameCheckpoint(id, fence)) {
      return committed;
    }
    for (PendingCheckpoint checkpoint : pending) {
      if (checkpoint.mark().sameCheckpoint(id, fence)) {
        return checkpoint.mark();
      }
    }
    return null;
  }

  /** Whether a pending checkpoint brings all rows. */
  boolean republishes() {
    return pending.stream().anyMatch(PendingCheckpoint::republished);
  }
}
