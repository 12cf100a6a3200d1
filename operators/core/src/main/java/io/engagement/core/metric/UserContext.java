package io.engagement.core.metric;

import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowSink;

/** What a metric may know and where it may write while it looks at one user. */
public interface UserContext {

  /** The canonical user id. */
  String user();

  /**
   * No event with a time before this is still to come in order, epoch milliseconds: the largest
   * event time minus the out-of-orderness; {@link Long#MIN_VALUE} before the first, {@link
   * Long#MAX_VALUE} after the last.
   */
  long watermarkMillis();

  /**
   * The earliest event time that would still be accepted, epoch milliseconds: what lies before can
   * no longer change and may expire. Never moves back.
   */
  long acceptedFromMillis();

  /**
   * The earliest event time at which what was counted may still be restated because an anonymous id
   * gets an owner, epoch milliseconds: sets of days and periods are kept as far back. At or before
   * {@link #acceptedFromMillis}, the same where identities are not stitched. Never moves back, and
   * never lies before the one that a history was flushed with last, wherever that was.
   */
  default long restatedFromMillis() {
    return acceptedFromMillis();
  }

  DeltaBuffer deltas();

  RowSink facts();
}
