package io.engagement.core.metric.funnels;

import java.util.ArrayList;
import java.util.List;

/** What {@link FunnelsMetric} keeps of a user. */
public final class FunnelState {
  final FunnelLog log = new FunnelLog();
  final FirstTimes firsts;

  /** Ascending; those that are published or that an event could still change. */
  final List<BucketRecord> buckets = new ArrayList<>(1);

  /**
   * No event before this is to come any more, and what follows from that has been done: the start
   * of a UTC day in epoch milliseconds, or {@link Long#MIN_VALUE}, or {@link Long#MAX_VALUE}.
   */
  long closedBefore = Long.MIN_VALUE;

  /** Entries from here to {@link #touchedTo} may come to something else since they were counted. */
  long touchedFrom = Long.MAX_VALUE;

  long touchedTo = Long.MIN_VALUE;

  FunnelState(FunnelRules rules) {
    firsts = new FirstTimes(rules);
  }

  boolean isTouched() {
    return touchedTo != Long.MIN_VALUE;
  }

  /** An event at an instant came or went. */
  void touch(long millis, FunnelRules rules) {
    touchedFrom = Math.min(touchedFrom, millis - rules.windowMillis);
    touchedTo = Math.max(touchedTo, millis + rules.slackMillis);
  }

  void untouched() {
    touchedFrom = Long.MAX_VALUE;
    touchedTo = Long.MIN_VALUE;
  }

  /** The position of the first record of a bucket or a later one. */
  int firstBucket(long bucket) {
    int at = buckets.size();
    while (at > 0 && buckets.get(at - 1).bucket >= bucket) {
      at--;
    }
    return at;
  }

  /** The bits of an event that count: of a step that only counts once, only for the first event. */
  long counted(int event, FunnelRules rules) {
    long bits = log.bits[event];
    return (bits & rules.firstBits) == 0 || log.millis[event] < closedBefore
        ? bits
        : firsts.counted(bits, rules.firstBits, log.millis[event], log.ids[event]);
  }

  int heapBytes() {
    int bytes = 120 + log.heapBytes() + firsts.heapBytes();
    for (BucketRecord record : buckets) {
      bytes += 4 + record.heapBytes();
    }
    return bytes;
  }
}
