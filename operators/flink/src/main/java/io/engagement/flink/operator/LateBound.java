package io.engagement.flink.operator;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * Which events the histories, who judge by the job's watermark as well, could find late: only those
 * have their original sent along. It is most of a record, and sending it with every event would
 * cost more than all else that is sent.
 *
 * <p>As long as a subtask of the source is not idle, the job's watermark is never ahead of its own.
 * After it has been idle, that is so again once its watermark is later than any event could have
 * been when it came back; until then every event may be late. What is accepted is never earlier
 * after a restart, so the bound is state, and that of any former subtask holds for all.
 */
final class LateBound {
  private static final int LAYOUT_1 = 1;

  private final long lateHorizonMillis;
  private final long futureToleranceMillis;

  /** The job's watermark is not ahead of it. */
  private long reachedMillis = Long.MIN_VALUE;

  /** Nothing at or after it was refused before the last start. */
  private long acceptedFromMillis = Long.MIN_VALUE;

  /** The two above hold once the watermark has reached this. */
  private long holdsFromMillis = Long.MIN_VALUE;

  private boolean isIdle;

  LateBound(long lateHorizonMillis, long futureToleranceMillis) {
    this.lateHorizonMillis = lateHorizonMillis;
    this.futureToleranceMillis = futureToleranceMillis;
  }

  /** The subtask's own watermark, which it is about to send. */
  void reach(long watermarkMillis) {
    reachedMillis = Math.max(reachedMillis, watermarkMillis);
  }

  /** The subtask holds the job's watermark back no more. */
  void idle() {
    isIdle = true;
  }

  /** It does again, or nothing is known of what was before. */
  void active(long nowMillis) {
    isIdle = false;
    holdsFromMillis = nowMillis + futureToleranceMillis;
  }

  /**
   * Whether an event could be found late.
   *
   * @param partitionWatermarkMillis of its partition before it
   */
  boolean mayBeLate(long timeMillis, long partitionWatermarkMillis) {
    return isIdle
        || reachedMillis < holdsFromMillis
        || timeMillis < acceptedFromMillis
        || timeMillis < behind(Math.max(partitionWatermarkMillis, reachedMillis));
  }

  private long behind(long watermarkMillis) {
    return watermarkMillis == Long.MIN_VALUE || watermarkMillis == Long.MAX_VALUE
        ? watermarkMillis
        : watermarkMillis - lateHorizonMillis;
  }

  /** Layout 1: version, watermark, instant from which events are accepted, from when both hold. */
  byte[] toBytes() {
    StateWriter out = new StateWriter(1 + 3 * Long.BYTES);
    out.writeByte(LAYOUT_1);
    out.writeLong(reachedMillis);
    out.writeLong(Math.max(acceptedFromMillis, behind(reachedMillis)));
    out.writeLong(isIdle ? Long.MAX_VALUE : holdsFromMillis);
    return out.toBytes();
  }

  /** Goes on from what {@link #toBytes} gave, of this or another subtask. */
  void restore(byte[] bytes, long nowMillis) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "bound of late events in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    reachedMillis = in.readLong();
    acceptedFromMillis = in.readLong();
    holdsFromMillis = in.readLong();
    in.expectEnd();
    if (holdsFromMillis == Long.MAX_VALUE) {
      active(nowMillis);
    }
  }
}
