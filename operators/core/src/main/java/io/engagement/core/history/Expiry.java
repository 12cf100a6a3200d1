package io.engagement.core.history;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.UtcDay;

/**
 * How far a user's logs are expired: by whole UTC days, and never back, also when a watermark went
 * back. Days expire as a whole so that all moments that are counted against a day's limit are there
 * as long as another one may come.
 */
public final class Expiry {
  private static final int NEVER = 0;
  private static final int ALL = 1;

  private long beforeMillis = Long.MIN_VALUE;

  /**
   * Nothing before this is added any more: the start of a UTC day in epoch milliseconds, {@link
   * Long#MIN_VALUE} when nothing is expired, {@link Long#MAX_VALUE} when everything is.
   */
  public long beforeMillis() {
    return beforeMillis;
  }

  public boolean isExpired(long millis) {
    return millis < beforeMillis;
  }

  /**
   * Up to where a user's logs can expire; {@link #beforeMillis} when no further.
   *
   * @param acceptedFromMillis no event before this is accepted any more
   */
  public long dueBefore(long acceptedFromMillis) {
    return Math.max(beforeMillis, UtcDay.startMillis(acceptedFromMillis));
  }

  /** Everything before an instant that {@link #dueBefore} gave is expired now. */
  public void advanceTo(long dueBeforeMillis) {
    beforeMillis = Math.max(beforeMillis, dueBeforeMillis);
  }

  /**
   * The watermark at which a day can expire: the first at which {@link #dueBefore} has something
   * new that no need stands against.
   *
   * @param neededUntilMillis the last instant at which an event would need something in the logs
   * @param lateHorizonMillis how far behind the watermark an event is still accepted
   */
  public long deadlineMillis(long neededUntilMillis, long lateHorizonMillis) {
    return beforeMillis == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : UtcDay.endMillis(Math.max(beforeMillis, neededUntilMillis)) + lateHorizonMillis;
  }

  /**
   * Layout: signed, 0 = nothing, 1 = everything, else the first UTC day that is not, away from 0.
   */
  public void write(StateWriter out) {
    if (beforeMillis == Long.MIN_VALUE) {
      out.writeSigned(NEVER);
    } else if (beforeMillis == Long.MAX_VALUE) {
      out.writeSigned(ALL);
    } else {
      long day = Math.floorDiv(beforeMillis, UtcDay.MILLIS);
      out.writeSigned(day < 0 ? day : day + ALL + 1);
    }
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateReader in) {
    long written = in.readSigned();
    if (written == NEVER) {
      beforeMillis = Long.MIN_VALUE;
    } else if (written == ALL) {
      beforeMillis = Long.MAX_VALUE;
    } else {
      beforeMillis = (written < 0 ? written : written - ALL - 1) * UtcDay.MILLIS;
    }
  }
}
