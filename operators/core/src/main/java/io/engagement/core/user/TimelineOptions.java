package io.engagement.core.user;

/**
 * How the timeline judges.
 *
 * @param lateHorizonMillis an event further behind the watermark is late
 * @param dedupHorizonMillis ids are remembered at least this long behind the watermark; the late
 *     horizon when that is longer
 * @param ordersHorizonMillis how far apart two orders of one id are one order
 * @param onCollision what becomes of an event whose id was seen with another body
 * @param eventsPerUser how many ids that can still be repeated a user may have; {@link
 *     Integer#MAX_VALUE} for any number
 * @param restateMillis how far behind the watermark a merge of ids restates sets of days and
 *     periods; 0 where no ids are merged
 */
public record TimelineOptions(
    long lateHorizonMillis,
    long dedupHorizonMillis,
    long ordersHorizonMillis,
    OnCollision onCollision,
    int eventsPerUser,
    long restateMillis) {

  /** Where no ids are merged. */
  public TimelineOptions(
      long lateHorizonMillis,
      long dedupHorizonMillis,
      long ordersHorizonMillis,
      OnCollision onCollision,
      int eventsPerUser) {
    this(lateHorizonMillis, dedupHorizonMillis, ordersHorizonMillis, onCollision, eventsPerUser, 0);
  }

  /** An event whose id was seen with another body. */
  public enum OnCollision {
    /** It is dropped and counted. */
    DROP,
    /** It counts as an event of its own. */
    KEEP
  }

  /** How far behind the watermark sets of days and periods are kept. */
  long restateHorizonMillis() {
    return Math.max(lateHorizonMillis, restateMillis);
  }

  /** How long ids are remembered behind the watermark. */
  public long idHorizonMillis() {
    return Math.max(lateHorizonMillis, dedupHorizonMillis);
  }
}
