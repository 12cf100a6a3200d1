package io.engagement.flink.operator;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * How far one partition has been read: kept through checkpoints, so that lateness is judged the
 * same after a restart, whichever subtask reads the partition then.
 */
final class PartitionProgress {
  /** Layout 1: version, topic, partition, next offset, records, clock. */
  private static final int LAYOUT_1 = 1;

  final String topic;
  final int partition;
  long nextOffset;

  /**
   * How many records were ever read from it. Of several copies in state the one with most is the
   * newest; offsets do not tell, because those of a topic that was made again begin at 0.
   */
  long records;

  private PartitionClock clock = new PartitionClock();

  /** Not kept: whether something was read since the accounting was last drained. */
  boolean moved;

  PartitionProgress(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  PartitionClock clock() {
    return clock;
  }

  /**
   * The partition's watermark: the time it has reached minus the out-of-orderness, {@link
   * Long#MIN_VALUE} when that is not known yet.
   */
  long watermarkMillis(long outOfOrdernessMillis) {
    long reached = clock.maxTimeMillis();
    return reached == Long.MIN_VALUE ? Long.MIN_VALUE : reached - outOfOrdernessMillis;
  }

  byte[] toBytes() {
    StateWriter out = new StateWriter(64);
    out.writeByte(LAYOUT_1);
    out.writeText(topic);
    out.writeUnsigned(partition);
    out.writeUnsigned(nextOffset);
    out.writeUnsigned(records);
    clock.write(out);
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
    progress.records = in.readUnsigned();
    progress.clock = PartitionClock.read(in);
    in.expectEnd();
    return progress;
  }
}
