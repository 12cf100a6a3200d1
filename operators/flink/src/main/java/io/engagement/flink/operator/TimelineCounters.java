package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Measure;
import io.engagement.core.user.Verdict;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What became of events: Flink's metrics of the timeline, and its part of the accounting. */
final class TimelineCounters {
  private final PartitionTally tally;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter idCollisions;
  private final Counter late;
  private final Counter capped;
  private final Counter deleted;
  private final Counter poison;
  private final Counter cacheHits;
  private final Counter cacheMisses;
  private long maxTimeMillis = Long.MIN_VALUE;

  /**
   * @param topics names by topic index
   * @param clock of the machine, for the lag behind it
   */
  TimelineCounters(MetricGroup group, List<String> topics, HistoryCache cache, LongSupplier clock) {
    tally = new PartitionTally(topics);
    accepted = group.counter("accepted");
    duplicates = group.counter("duplicate");
    idCollisions = group.counter("idCollision");
    late = group.counter("late");
    capped = group.counter("capped");
    deleted = group.counter("ofDeletedUsers");
    poison = group.addGroup("reason", "poison").counter("rejected");
    cacheHits = group.counter("historyCacheHits");
    cacheMisses = group.counter("historyCacheMisses");
    group.gauge("historyCacheUsers", cache::users);
    group.gauge("historyCacheBytes", cache::bytes);
    group.gauge("dirtyUsers", cache::dirtyUsers);
    group.gauge(
        "eventTimeLagMillis",
        () -> maxTimeMillis == Long.MIN_VALUE ? 0L : clock.getAsLong() - maxTimeMillis);
  }

  void count(Verdict verdict, UserEvent event) {
    switch (verdict) {
      case ACCEPTED -> count(accepted, event, InputTables.ACCEPTED);
      case DUPLICATE -> count(duplicates, event, InputTables.DUPLICATE);
      case ID_COLLISION -> count(idCollisions, event, InputTables.DUPLICATE);
      case LATE -> count(late, event, InputTables.LATE_COUNT);
      case CAPPED -> count(capped, event, InputTables.FILTERED);
      case DELETED -> count(deleted, event, InputTables.FILTERED);
    }
  }

  /** An event that a metric threw at. */
  void countPoison(UserEvent event) {
    count(poison, event, InputTables.REJECTED_COUNT);
  }

  /** An event that had been counted as accepted and could not be flushed. */
  void takeAcceptedBack(UserEvent event) {
    tally.count(event.topicIndex, event.partition, InputTables.ACCEPTED, -1);
  }

  private void count(Counter counter, UserEvent event, Measure measure) {
    counter.inc();
    tally.count(event.topicIndex, event.partition, measure);
    maxTimeMillis = Math.max(maxTimeMillis, event.timeMillis);
  }

  long poisoned() {
    return poison.getCount();
  }

  void countCache(boolean isHit) {
    (isHit ? cacheHits : cacheMisses).inc();
  }

  /** Moves the accounting into the buffer. */
  void drainTo(DeltaBuffer deltas) {
    tally.drainTo(deltas);
  }
}
