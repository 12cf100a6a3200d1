package io.engagement.flink.checkpoint;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * A checkpoint as the ledger knows it: the typed header of the rows that belong to it.
 *
 * @param id its number, used again after a rewind; 0 before the first
 * @param fence the attempt that took it: with the number, its identity
 * @param commit number of the commit that published it: never used again; 0 while it is not known
 * @param watermarkMillis event time up to which the input was complete; {@link Long#MIN_VALUE} for
 *     unknown
 * @param offsets how far the input had been read
 */
public record CheckpointMark(
    long id, long fence, long commit, long watermarkMillis, InputOffsets offsets) {
  /** Before the first checkpoint. */
  public static final CheckpointMark NONE =
      new CheckpointMark(0, 0, 0, Long.MIN_VALUE, InputOffsets.NONE);

  /** Published by a commit. */
  public CheckpointMark publishedBy(long newCommit) {
    return new CheckpointMark(id, fence, newCommit, watermarkMillis, offsets);
  }

  public boolean sameCheckpoint(long otherId, long otherFence) {
    return id == otherId && fence == otherFence;
  }

  void write(StateWriter out) {
    out.writeUnsigned(id);
    out.writeUnsigned(fence);
    out.writeUnsigned(commit);
    out.writeLong(watermarkMillis);
    out.writeText(offsets.toJson());
  }

  static CheckpointMark read(StateReader in) {
    return new CheckpointMark(
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readLong(),
        InputOffsets.parse(in.readRequiredText()));
  }

  @Override
  public String toString() {
    return id + " of attempt " + fence;
  }
}
