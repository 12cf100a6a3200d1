package io.engagement.core.metric.funnels;

import io.engagement.core.history.Expiry;
import io.engagement.core.history.Moment;
import io.engagement.core.history.MomentLog;
import io.engagement.core.table.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@link FunnelsMetric} keeps of a user. */
public final class FunnelState {
  private static final Moment[] NONE = {};

  final Expiry expiry = new Expiry();
  final MomentLog<FunnelEvent> log = new MomentLog<>(expiry);

  /** By step, of those that count only the user's first event ever: that event. */
  final @Nullable Moment[] firsts;

  /** Ascending; those that are published or that an event could still change. */
  final List<BucketRecord> buckets = new ArrayList<>(1);

  /** Entries from here to {@link #touchedTo} may lead to another result than was counted. */
  long touchedFrom = Long.MAX_VALUE;

  long touchedTo = Long.MIN_VALUE;

  FunnelState(FunnelRules rules) {
    firsts = rules.firstBits == 0 ? NONE : new Moment[rules.steps];
  }

  boolean isEmpty() {
    return log.isEmpty() && buckets.isEmpty() && Arrays.stream(firsts).allMatch(Objects::isNull);
  }

  /** Adds an event, unless the limit of its day or what is expired forbids it. */
  void add(FunnelEvent event, int most, FunnelRules rules) {
    if (expiry.isExpired(event.millis)) {
      return;
    }
    for (long left = event.bits & rules.firstBits; left != 0; left &= left - 1) {
      int step = Long.numberOfTrailingZeros(left);
      Moment first = firsts[step];
      if (first == null || first.isAfter(event)) {
        if (first != null) {
          touch(first.millis, rules);
        }
        firsts[step] = event;
      }
    }
    if (log.add(event, most, evicted -> touch(evicted.millis, rules))) {
      touch(event.millis, rules);
    }
  }

  /**
   * Adds what another state holds that is expired as far; nothing of either is published
   * afterwards.
   *
   * @param mostOfKind how many events of a day are looked at, by kind
   */
  void merge(FunnelState other, int[] mostOfKind, FunnelRules rules) {
    for (int step = 0; step < firsts.length; step++) {
      Moment own = firsts[step];
      Moment others = other.firsts[step];
      if (own != null && others != null) {
        boolean isOwn = !own.isAfter(others);
        (isOwn ? other : this).uncount(1L << step, rules);
        firsts[step] = isOwn ? own : others;
      } else if (own == null) {
        firsts[step] = others;
      }
    }
    log.merge(other.log, event -> mostOfKind[event.kind()]);
    buckets.forEach(record -> record.published = null);
    for (BucketRecord record : other.buckets) {
      record.published = null;
      int at = firstBucket(record.bucket);
      if (at < buckets.size() && buckets.get(at).bucket == record.bucket) {
        buckets.get(at).merge(record);
      } else {
        buckets.add(at, record);
      }
    }
    buckets.removeIf(BucketRecord::isEmpty);
    for (FunnelEvent event : log) {
      touch(event.millis, rules);
    }
    for (BucketRecord record : buckets) {
      touch(rules.bucket == Period.ALL ? 0 : rules.startMillis(record.bucket), rules);
    }
  }

  /** In expired days no event counts for a step any more of which the first came elsewhere. */
  private void uncount(long step, FunnelRules rules) {
    log.expire(
        expiry.beforeMillis(),
        event -> {
          event.bits &= ~step;
          return (event.bits & (rules.matchBits | rules.foreignBit)) != 0;
        });
  }

  boolean isTouched() {
    return touchedTo != Long.MIN_VALUE;
  }

  /** An event at an instant came or went. */
  private void touch(long millis, FunnelRules rules) {
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
  long counted(FunnelEvent event, FunnelRules rules) {
    long counted = event.bits;
    if ((counted & rules.firstBits) == 0 || expiry.isExpired(event.millis)) {
      return counted;
    }
    for (long left = counted & rules.firstBits; left != 0; left &= left - 1) {
      int step = Long.numberOfTrailingZeros(left);
      Moment first = firsts[step];
      if (first == null || !first.isSame(event)) {
        counted &= ~(1L << step);
      }
    }
    return counted;
  }

  int heapBytes() {
    int bytes = 152 + log.heapBytes();
    for (Moment first : firsts) {
      bytes += 4 + (first == null ? 0 : 48);
    }
    for (BucketRecord record : buckets) {
      bytes += 4 + record.heapBytes();
    }
    return bytes;
  }
}
