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

  /** When the last view was, epoch milliseconds; only with a view. */
  long viewMillis() {
    return viewMillis;
  }

  void view(long millis, PingRule rule) {
    finishedMillis = millis(rule);
    hasView = true;
    viewMillis = millis;
    intervals = 0;
  }

  void ping(long millis, PingRule rule) {
    if (!hasView || millis < viewMillis) {
      return;
    }
    long interval = Math.floorDiv(millis - viewMillis, rule.heartbeatMillis());
    if (intervals == 0 || interval != lastInterval) {
      intervals++;
      lastInterval = interval;
    }
  }

  /** Adds what was folded of other marks, and goes on from the later of both last views. */
  void merge(Engagement other, PingRule rule) {
    if (!other.hasView) {
      return;
    }
    if (hasView && other.viewMillis < viewMillis) {
      finishedMillis += other.millis(rule);
      return;
    }
    finishedMillis = millis(rule) + other.finishedMillis;
    hasView = true;
    viewMillis = other.viewMillis;
    intervals = other.intervals;
    lastInterval = other.lastInterval;
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
