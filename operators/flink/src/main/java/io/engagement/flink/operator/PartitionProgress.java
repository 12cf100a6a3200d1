package io.engagement.flink.operator;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * How far one partition has been read: kept through checkpoints, so that lateness is judged the
 * same after a restart, whichever subtask reads the partition then.
 */
final class PartitionProgress {
  /** Layout 1: version, topic, partition, next offset, largest event time. */
  private static final int LAYOUT_1 = 1;

  final String topic;
  final int partition;
  long nextOffset;
  long maxTimeMillis = Long.MIN_VALUE;

  /** Not kept: whether something was read since the accounting was last drained. */
  boolean moved;

  PartitionProgress(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  /**
   * The partition's watermark: the largest event time read minus the out-of-orderness, {@link
   * Long#MIN_VALUE} when nothing was read.
   */
  long watermarkMillis(long outOfOrdernessMillis) {
    return maxTimeMillis == Long.MIN_VALUE ? Long.MIN_VALUE : maxTimeMillis - outOfOrdernessMillis;
  }

  byte[] toBytes() {
    StateWriter out = new StateWriter(64);
    out.writeByte(LAYOUT_1);
    out.writeText(topic);
    out.writeUnsigned(partition);
    out.writeUnsigned(nextOffset);
    out.writeLong(maxTimeMillis);
    return out.toBytes();
  }

  static PartitionProgress fromBytes(byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "partition progress in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    PartitionProgress progress = new PartitionProgress(in.readRequiredText(), in.readUnsignedInt());
    progress.nextOffset = in.readUnsigned();
    progress.maxTimeMillis = in.readLong();
    in.expectEnd();
    return progress;
  }
}
