package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.CellDelta;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.RowChange;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.state.StateCatalog;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The study: one history per user, every metric in turn on it.
 *
 * <p>Key: the user. Input: events. Output: changes of cells, summed over all users since the last
 * barrier. Side outputs: changes of items of ranked tables; rows (facts, late events). State:
 * {@link StateCatalog#HISTORY}, behind a {@link HistoryCache}; {@link StateCatalog#JUDGED_BY},
 * because what has been expired by a watermark stays expired when the job goes on from a
 * checkpoint, where Flink's watermark begins at its minimum. Timers: at most one effective per
 * user, at the earliest deadline of its metrics; a later one that is still set when it is not
 * needed any more does nothing. State is never cleared; metrics expire within it.
 *
 * <p>All that is outstanding is emitted before the barrier, so a checkpoint holds the histories and
 * has sent every change that they stand for; a replay from it repeats neither.
 */
public final class TimelineOperator extends AbstractStreamOperator<CellDelta>
    implements OneInputStreamOperator<UserEvent, CellDelta>,
        Triggerable<String, VoidNamespace>,
        BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Changes are sent on when this many cells have one; bounds the memory they take. */
  private static final int MOST_BUFFERED_CELLS = 1 << 16;

  /** What an event adds to a history, roughly; taken exactly when the history is written. */
  private static final int EVENT_BYTES = 48;

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;
  private final HistoryCacheBudget budget;
  private @Nullable String republish;

  private transient UserTimeline timeline;
  private transient DeltaBuffer deltas;
  private transient PartitionTally tally;
  private transient HistoryCache cache;
  private transient ListState<byte[]> judgedBy;
  private transient ValueState<byte[]> state;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient StateWriter writer;
  private transient StreamRecord<CellDelta> out;
  private transient long maxTimeMillis;
  private transient Counter accepted;
  private transient Counter duplicates;
  private transient Counter idCollisions;
  private transient Counter late;
  private transient Counter capped;
  private transient Counter cacheHits;
  private transient Counter cacheMisses;
  private transient Republishing republishing;

  /**
   * @param topics names by topic index
   */
  public TimelineOperator(
      MetricsFactory factory, Outputs outputs, List<String> topics, HistoryCacheBudget budget) {
    this.factory = factory;
    this.outputs = outputs;
    this.topics = List.copyOf(topics);
    this.budget = budget;
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  public TimelineOperator republishing(@Nullable String start) {
    republish = start;
    return this;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    judgedBy = context.getOperatorStateStore().getUnionListState(StateCatalog.JUDGED_BY);
    republishing = new Republishing(context, republish);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Metrics metrics = factory.create();
    deltas = new DeltaBuffer();
    timeline =
        new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, this::emitRow);
    resume();
    tally = new PartitionTally(topics);
    state = getPartitionedState(StateCatalog.HISTORY);
    timers = getInternalTimerService("deadlines", VoidNamespaceSerializer.INSTANCE, this);
    writer = new StateWriter(4096);
    out = new StreamRecord<>(null);
    cache =
        new HistoryCache(
            budget.bytesOfOneSubtask(
                getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration()),
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
            this::writeBack);
    registerMetrics();
  }

  /** Barriers are aligned, so all subtasks had the same watermark; after a rescale any will do. */
  private void resume() throws Exception {
    StateReader in = new StateReader();
    for (byte[] ofSubtask : judgedBy.get()) {
      in.over(ofSubtask);
      timeline.resume(in.readLong(), in.readLong());
      in.expectEnd();
    }
    if (timeline.watermarkMillis() == Long.MAX_VALUE) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              "the savepoint was taken at the end of the input (flink stop --drain), where every"
                  + " session and cart was closed for good: go on from one that was taken without"
                  + " --drain"));
    }
  }

  private void registerMetrics() {
    maxTimeMillis = Long.MIN_VALUE;
    accepted = getMetricGroup().counter("accepted");
    duplicates = getMetricGroup().counter("duplicate");
    idCollisions = getMetricGroup().counter("idCollision");
    late = getMetricGroup().counter("late");
    capped = getMetricGroup().counter("capped");
    cacheHits = getMetricGroup().counter("historyCacheHits");
    cacheMisses = getMetricGroup().counter("historyCacheMisses");
    getMetricGroup().gauge("historyCacheUsers", () -> cache.users());
    getMetricGroup().gauge("historyCacheBytes", () -> cache.bytes());
    getMetricGroup().gauge("dirtyUsers", () -> cache.dirtyUsers());
    getMetricGroup()
        .gauge(
            "eventTimeLagMillis",
            () ->
                maxTimeMillis == Long.MIN_VALUE
                    ? 0L
                    : getProcessingTimeService().getCurrentProcessingTime() - maxTimeMillis);
  }

  /** The key is set where state is read or written, not for every event. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<UserEvent> element) throws Exception {
    republishIfDue();
    UserEvent event = element.getValue();
    Entry entry = entryOf(event.user);
    maxTimeMillis = Math.max(maxTimeMillis, event.timeMillis);
    switch (timeline.accept(entry.history, event)) {
      case ACCEPTED -> {
        accepted.inc();
        tally.count(event.topicIndex, event.partition, InputTables.ACCEPTED);
        cache.markDirty(entry);
        cache.grown(entry, EVENT_BYTES);
        if (deltas.size() >= MOST_BUFFERED_CELLS) {
          drainDeltas();
        }
      }
      case DUPLICATE -> {
        duplicates.inc();
        tally.count(event.topicIndex, event.partition, InputTables.DUPLICATE);
      }
      case ID_COLLISION -> {
        idCollisions.inc();
        tally.count(event.topicIndex, event.partition, InputTables.DUPLICATE);
      }
      case LATE -> {
        late.inc();
        tally.count(event.topicIndex, event.partition, InputTables.LATE_COUNT);
        emitRow(
            RefusedRows.late(event, topics.get(event.topicIndex), timeline.judgedAtMillis(event)));
      }
      case CAPPED -> {
        capped.inc();
        tally.count(event.topicIndex, event.partition, InputTables.FILTERED);
      }
    }
  }

  @Override
  public void processWatermark(org.apache.flink.streaming.api.watermark.Watermark mark)
      throws Exception {
    republishIfDue();
    timeline.advanceTo(mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    Entry entry = entryOf(timer.getKey());
    if (entry.history.timerMillis() <= timer.getTimestamp()) {
      entry.history.timerMillis(UserHistory.NO_TIMER);
      cache.markDirty(entry);
      flush(entry);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of processing time is ever set");
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    republishIfDue();
    flush();
  }

  /**
   * Sends every fact that is in a history, for sinks that may hold something else: before anything
   * else, because what follows may let histories expire.
   */
  private void republishIfDue() throws Exception {
    if (!republishing.take()) {
      return;
    }
    this.<String>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            StateCatalog.HISTORY,
            (user, history) -> timeline.facts(user, timeline.read(history.value())));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    StateWriter out = new StateWriter(2 * Long.BYTES);
    out.writeLong(timeline.watermarkMillis());
    out.writeLong(timeline.acceptedFromMillis());
    judgedBy.update(List.of(out.toBytes()));
    republishing.snapshot();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    cache.flush(timeline::heapBytes);
    tally.drainTo(deltas);
    drainDeltas();
  }

  private Entry entryOf(String user) throws Exception {
    Entry entry = cache.find(user);
    if (entry != null) {
      cacheHits.inc();
      return entry;
    }
    cacheMisses.inc();
    setCurrentKey(user);
    byte[] bytes = state.value();
    UserHistory history = bytes == null ? timeline.create() : timeline.read(bytes);
    return cache.put(user, history, timeline.heapBytes(history));
  }

  private void writeBack(Entry entry) {
    flush(entry);
    writer.clear();
    timeline.write(entry.history, writer);
    setCurrentKey(entry.user);
    try {
      state.update(writer.toBytes());
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException("writing the history of a user failed", failed);
    }
  }

  /** Emits what is outstanding and sets the timer for the next deadline, if one is nearer. */
  private void flush(Entry entry) {
    long deadline = timeline.flush(entry.user, entry.history);
    if (deadline < entry.history.timerMillis()) {
      entry.history.timerMillis(deadline);
      setCurrentKey(entry.user);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline);
    }
  }

  private void drainDeltas() {
    deltas.drain(
        delta -> {
          if (outputs.isOfItem(delta)) {
            output.collect(outputs.items(), out.replace(delta));
          } else {
            output.collect(out.replace(delta));
          }
        });
  }

  private void emitRow(RowChange row) {
    output.collect(outputs.rows(), new StreamRecord<>(row));
  }
}
