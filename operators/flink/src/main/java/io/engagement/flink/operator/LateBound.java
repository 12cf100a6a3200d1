package io.engagement.flink.operator;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.function.LongSupplier;

/**
 * Which events the histories, who judge by the job's watermark as well, could find late: only those
 * have their original sent along. It is most of a record, and sending it with every event would
 * cost more than all else that is sent.
 *
 * <p>As long as a subtask of the source has never been idle, the job's watermark is not ahead of
 * its own. One that comes back does not hold the job's back until it has caught up with it, which
 * it may never do; from then on the job's is only known not to be later than an event can be that
 * happens now. What is accepted is never earlier after a restart, so the bound is state, and that
 * of any former subtask holds for all.
 */
final class LateBound {
  private static final int LAYOUT_1 = 1;

  private final long lateHorizonMillis;
  private final long futureToleranceMillis;
  private final LongSupplier clock;

  /** The job's watermark is not ahead of it unless the subtask has been idle. */
  private long reachedMillis = Long.MIN_VALUE;

  /** Nothing at or after it was refused before the last start. */
  private long acceptedFromMillis = Long.MIN_VALUE;

  private boolean hasBeenIdle;

  /**
   * @param clock of the machine, epoch milliseconds
   */
  LateBound(long lateHorizonMillis, long futureToleranceMillis, LongSupplier clock) {
    this.lateHorizonMillis = lateHorizonMillis;
    this.futureToleranceMillis = futureToleranceMillis;
    this.clock = clock;
  }

  /** The subtask's own watermark, which it is about to send. */
  void reach(long watermarkMillis) {
    reachedMillis = Math.max(reachedMillis, watermarkMillis);
  }

  /** The subtask holds the job's watermark back no more, or nothing is known of what was before. */
  void idle() {
    hasBeenIdle = true;
  }

  /**
   * Whether an event could be found late.
   *
   * @param partitionWatermarkMillis of its partition before it
   */
  boolean mayBeLate(long timeMillis, long partitionWatermarkMillis) {
    return timeMillis < acceptedFromMillis
        || timeMillis < behind(Math.max(partitionWatermarkMillis, jobsAtMostMillis()));
  }

  private long jobsAtMostMillis() {
    return hasBeenIdle
        ? Math.max(reachedMillis, clock.getAsLong() + futureToleranceMillis)
        : reachedMillis;
  }

  private long behind(long watermarkMillis) {
    return watermarkMillis == Long.MIN_VALUE || watermarkMillis == Long.MAX_VALUE
        ? watermarkMillis
        : watermarkMillis - lateHorizonMillis;
  }

  /**
   * Layout 1: version, watermark, instant from which events are accepted, {@link Long#MIN_VALUE}
   * unless the subtask has been idle.
   */
  byte[] toBytes() {
    StateWriter out = new StateWriter(1 + 3 * Long.BYTES);
    out.writeByte(LAYOUT_1);
    out.writeLong(reachedMillis);
    out.writeLong(Math.max(acceptedFromMillis, behind(jobsAtMostMillis())));
    out.writeLong(hasBeenIdle ? Long.MAX_VALUE : Long.MIN_VALUE);
    return out.toBytes();
  }

  /** Goes on from what {@link #toBytes} gave, of this or another subtask. */
  void restore(byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "bound of late events in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    reachedMillis = in.readLong();
    acceptedFromMillis = in.readLong();
    hasBeenIdle = in.readLong() != Long.MIN_VALUE;
    in.expectEnd();
  }
}
