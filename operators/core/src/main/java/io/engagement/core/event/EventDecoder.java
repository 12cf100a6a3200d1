package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one record into a {@link UserEvent}, or says why it cannot. One implementation
 * for each {@code source.format}. Not thread-safe: one per thread.
 *
 * <p>Any byte string has one of the two outcomes; none makes an implementation throw. Whoever calls
 * one guards against its mistakes with {@link RejectionReason#POISON}.
 */
public interface EventDecoder {
  /** Stands for no time in {@code appendTimeMillis}. */
  long UNKNOWN_TIME = Long.MIN_VALUE;

  /**
   * Decodes {@code bytes[offset, offset + length)}.
   *
   * @param appendTimeMillis when the broker appended the record, epoch milliseconds; {@link
   *     #UNKNOWN_TIME} or any negative number when that is not known
   * @param into the event to fill: everything but its canonical user, where the record came from
   *     and the watermark. Its content is undefined after a rejection
   * @return why the record is no event, or null if it is
   */
  @Nullable RejectionReason decode(
      byte[] bytes, int offset, int length, long appendTimeMillis, UserEvent into);

  /** The last rejection in words, for people. */
  String rejectionDetail();

  /** What was odd about the record decoded last, be it an event or not; reused. */
  Warnings warnings();
}
