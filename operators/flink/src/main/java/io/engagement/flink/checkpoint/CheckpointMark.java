package io.engagement.flink.checkpoint;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * A checkpoint as the ledger knows it.
 *
 * @param id its number, used again after a rewind; 0 before the first
 * @param fence the attempt that took it: with the number, its identity
 * @param watermarkMillis event time up to which the input was complete; {@link Long#MIN_VALUE} for
 *     unknown
 * @param offsets how far the input had been read
 */
public record CheckpointMark(long id, long fence, long watermarkMillis, InputOffsets offsets) {
  /** Before the first checkpoint. */
  public static final CheckpointMark NONE =
      new CheckpointMark(0, 0, Long.MIN_VALUE, InputOffsets.NONE);

  public boolean sameCheckpoint(long otherId, long otherFence) {
    return id == otherId && fence == otherFence;
  }

  public void write(StateWriter out) {
    out.writeUnsigned(id);
    out.writeUnsigned(fence);
    out.writeLong(watermarkMillis);
    out.writeText(offsets.toJson());
  }

  public static CheckpointMark read(StateReader in) {
    return new CheckpointMark(
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
