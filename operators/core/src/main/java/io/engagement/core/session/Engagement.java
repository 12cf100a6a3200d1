package io.engagement.core.session;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * Engagement by page pings, folded view by view and ping by ping in order. A ping belongs to the
 * view before it; without one it counts nothing.
 */
final class Engagement {
  private long finishedMillis;
  private boolean hasView;
  private long viewMillis;
  private long intervals;
  private long lastInterval;

  Engagement copy() {
    Engagement copy = new Engagement();
    copy.finishedMillis = finishedMillis;
    copy.hasView = hasView;
    copy.viewMillis = viewMillis;
    copy.intervals = intervals;
    copy.lastInterval = lastInterval;
    return copy;
  }

  boolean hasView() {
    return hasView;
  }

  void view(long millis, PingRule rule) {
    finishedMillis = millis(rule);
    hasView = true;
    viewMillis = millis;
    intervals = 0;
  }

  void ping(long millis, PingRule rule) {
    if (!hasView) {
      return;
    }
    long interval = Math.floorDiv(millis - viewMillis, rule.heartbeatMillis());
    if (intervals == 0 || interval != lastInterval) {
      intervals++;
      lastInterval = interval;
    }
  }

  /** Goes on with what was folded of later marks. */
  void join(Engagement later, PingRule rule) {
    if (later.hasView) {
      finishedMillis = millis(rule) + later.finishedMillis;
      hasView = true;
      viewMillis = later.viewMillis;
      intervals = later.intervals;
      lastInterval = later.lastInterval;
    }
  }

  /** All of it, milliseconds. */
  long millis(PingRule rule) {
    return intervals == 0
        ? finishedMillis
        : finishedMillis + rule.heartbeatMillis() * (intervals - 1) + rule.minimumVisitMillis();
  }

  /** Layout: finished, then whether there is a view; if so its time, intervals, last interval. */
  void write(StateWriter out) {
    out.writeUnsigned(finishedMillis);
    out.writeBoolean(hasView);
    if (hasView) {
      out.writeSigned(viewMillis);
      out.writeUnsigned(intervals);
      out.writeUnsigned(lastInterval);
    }
  }

  static Engagement read(StateReader in) {
    Engagement engagement = new Engagement();
    engagement.finishedMillis = in.readUnsigned();
    engagement.hasView = in.readBoolean();
    if (engagement.hasView) {
      engagement.viewMillis = in.readSigned();
      engagement.intervals = in.readUnsigned();
      engagement.lastInterval = in.readUnsigned();
    }
    return engagement;
  }
}
