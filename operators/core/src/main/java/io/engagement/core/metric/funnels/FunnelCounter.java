package io.engagement.core.metric.funnels;

import io.engagement.core.history.MomentLog;
import io.engagement.core.metric.funnels.AttemptRunner.Attempt;
import io.engagement.core.table.DeltaBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts a user's buckets again where attempts may have changed, and decides the attempts that
 * nothing can change any more.
 */
final class FunnelCounter {
  private static final long NO_BUCKET = Long.MAX_VALUE;

  private final FunnelRules rules;
  private final FunnelCells cells;
  private final EventIndex index;
  private final AttemptRunner runner;
  private final Attempt attempt;
  private final Tally tally;

  FunnelCounter(FunnelRules rules, FunnelCells cells, int breakdowns) {
    this.rules = rules;
    this.cells = cells;
    this.index = new EventIndex(rules);
    this.runner = new AttemptRunner(rules, index);
    this.attempt = new Attempt(rules.steps);
    this.tally = new Tally(rules, breakdowns);
  }

  /** Counts the buckets of the touched entries, from their decided and their open attempts. */
  void count(FunnelState state, DeltaBuffer deltas) {
    MomentLog<FunnelEvent> log = state.log;
    long firstBucket = rules.bucketOf(state.touchedFrom);
    long lastBucket = rules.bucketOf(state.touchedTo);
    long from =
        Math.max(rules.startMillis(firstBucket), rules.finalBefore(state.expiry.beforeMillis()));
    int at = log.firstAtOrAfter(from);
    int end = log.firstAtOrAfter(rules.endMillis(lastBucket));
    lookFrom(state, at);
    int position = state.firstBucket(firstBucket);
    while (true) {
      at = nextEntry(at, end);
      long entered = at < end ? rules.bucketOf(log.get(at).millis) : NO_BUCKET;
      BucketRecord record = position < state.buckets.size() ? state.buckets.get(position) : null;
      long kept = record != null && record.bucket <= lastBucket ? record.bucket : NO_BUCKET;
      long bucket = Math.min(entered, kept);
      if (bucket == NO_BUCKET) {
        break;
      }
      tally.start(kept == bucket ? record : null);
      if (entered == bucket) {
        at = addAttempts(log, at, Math.min(end, log.firstAtOrAfter(rules.endMillis(bucket))));
      }
      if (record == null || kept != bucket) {
        record = new BucketRecord(bucket);
        state.buckets.add(position, record);
      }
      publish(record, tally.result(log), deltas);
      if (record.isEmpty()) {
        state.buckets.remove(position);
      } else {
        position++;
      }
    }
    state.untouched();
  }

  private void publish(BucketRecord record, @Nullable Conversion now, DeltaBuffer deltas) {
    Conversion before = record.published;
    if (Objects.equals(before, now)) {
      return;
    }
    if (before != null) {
      cells.add(deltas, record.bucket, before, -1);
    }
    if (now != null) {
      cells.add(deltas, record.bucket, now, 1);
    }
    record.published = now;
  }

  /** Decides attempts with entries in a span whose ends are epoch milliseconds, the last not in. */
  void decide(FunnelState state, long fromMillis, long toMillis) {
    MomentLog<FunnelEvent> log = state.log;
    int at = log.firstAtOrAfter(fromMillis);
    int end = log.firstAtOrAfter(toMillis);
    if (at == end) {
      return;
    }
    lookFrom(state, at);
    for (at = nextEntry(at, end); at < end; at = nextEntry(at, end)) {
      long bucket = rules.bucketOf(log.get(at).millis);
      int position = state.firstBucket(bucket);
      BucketRecord record = position < state.buckets.size() ? state.buckets.get(position) : null;
      if (record == null || record.bucket != bucket) {
        record = new BucketRecord(bucket);
        state.buckets.add(position, record);
      }
      tally.start(record);
      at = addAttempts(log, at, Math.min(end, log.firstAtOrAfter(rules.endMillis(bucket))));
      tally.decide(record, log);
      if (record.isEmpty()) {
        state.buckets.remove(position);
      }
    }
  }

  private void lookFrom(FunnelState state, int firstEntry) {
    MomentLog<FunnelEvent> log = state.log;
    int first = firstEntry;
    if (first != log.size()) {
      first = log.firstAtOrAfter(log.get(first).millis - rules.slackMillis);
    }
    index.over(state, first);
  }

  private int nextEntry(int from, int end) {
    int at = from;
    while (at < end && !index.isEntry(at)) {
      at++;
    }
    return at;
  }

  private int addAttempts(MomentLog<FunnelEvent> log, int from, int end) {
    for (int at = from; at < end; at++) {
      if (index.isEntry(at)) {
        runner.run(log, at, attempt);
        tally.add(attempt);
      }
    }
    return end;
  }
}
