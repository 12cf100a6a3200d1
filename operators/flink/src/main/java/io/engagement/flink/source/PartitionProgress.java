package io.engagement.flink.source;

import io.engagement.core.event.UserEvent;

/**
 * How far one partition has been read. The reader has one for each of its splits and hands it to
 * every record; the intake, which is chained to the source, moves it on. Both run on one thread and
 * share the object.
 *
 * <p>Only the clock is kept through checkpoints, with the split, so that lateness is judged the
 * same after a restart, whichever subtask reads the partition then.
 */
public final class PartitionProgress {
  private final int topicIndex;
  private final int partition;
  private final PartitionClock clock;
  private long nextOffset;
  private boolean hasMoved;

  /**
   * @param topicIndex of the topic in the configuration; 0 for files
   * @param clock of the partition's split, from now on moved by the intake
   */
  public PartitionProgress(int topicIndex, int partition, PartitionClock clock) {
    this.topicIndex = topicIndex;
    this.partition = partition;
    this.clock = clock;
  }

  public int topicIndex() {
    return topicIndex;
  }

  public int partition() {
    return partition;
  }

  public PartitionClock clock() {
    return clock;
  }

  /** The offset behind the last record; only meaningful once {@link #advanceTo} was called. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * Moves it behind a record.
   *
   * @param offset of the record after it
   * @return whether it is the first since {@link #markDrained}
   */
  public boolean advanceTo(long offset) {
    nextOffset = offset;
    boolean isFirst = !hasMoved;
    hasMoved = true;
    return isFirst;
  }

  /** Says that the accounting of what was read so far has been sent. */
  public void markDrained() {
    hasMoved = false;
  }

  /**
   * Moves the clock on by a record that is an event.
   *
   * @param jumpMillis how far ahead of the others its time may be without witnesses
   * @return the partition's watermark before the record, by which the record is judged
   */
  public long see(SourceRecord record, long outOfOrdernessMillis, long jumpMillis) {
    long before = watermarkMillis(outOfOrdernessMillis);
    UserEvent event = record.event;
    clock.see(
        event.timeMillis,
        event.user,
        record.isArrivalTrusted && event.timeMillis >= record.appendTimeMillis - jumpMillis,
        jumpMillis);
    return before;
  }

  /**
   * The partition's watermark: the time it has reached minus the out-of-orderness, {@link
   * Long#MIN_VALUE} when that is not known yet.
   */
  public long watermarkMillis(long outOfOrdernessMillis) {
    long reached = clock.maxTimeMillis();
    return reached == Long.MIN_VALUE ? Long.MIN_VALUE : reached - outOfOrdernessMillis;
  }
}
