package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.WarningCode;
import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.MetricMistake;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.state.StateCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one history per id and shows every event to every metric in turn.
 *
 * <p>Key: the id. Output: changes of cells, summed over all users since they were sent last: at the
 * barrier, and between barriers as {@link Histories} says or where there are many. Side outputs:
 * changes of items of ranked tables; rows (facts, late events). State: {@link
 * StateCatalog#HISTORY}, behind a {@link HistoryCache}; {@link StateCatalog#JUDGED_BY}, because
 * what has been expired by a watermark stays expired when the job goes on from a checkpoint, where
 * Flink's watermark begins at its minimum. Timers: at most one effective per user, at the earliest
 * deadline of its metrics; a later one that is still set when it is not needed any more does
 * nothing. State is never cleared; metrics expire within it.
 *
 * <p>What becomes of events, and of a history that a metric throws at: {@link Histories}.
 *
 * <p>All that is outstanding is emitted before the barrier, so a checkpoint holds the histories and
 * has sent every change that they stand for; a replay from it repeats neither.
 */
abstract class HistoryOperator extends AbstractStreamOperator<CellDelta>
    implements Triggerable<UserKey, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Changes are sent on when this many cells have one; bounds the memory they take. */
  private static final int MOST_BUFFERED_CELLS = 1 << 16;

  /** Of what metrics threw at, so much has its stack in the log; events are rows as well. */
  private static final int MOST_TRACES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryOperator.class);

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;
  private final HistoryCacheBudget budget;
  private @Nullable String republish;
  private @Nullable DeletionRules deletionRules;

  private transient UserTimeline timeline;
  private transient DeltaBuffer deltas;
  private transient Histories histories;

  /** With whose deletion facts go that come out; null for the user whose history is looked at. */
  private transient @Nullable String factsGoWith;

  private transient Counter usersDeleted;
  private transient ListState<byte[]> judgedBy;
  private transient DefinitionsState definitions;
  private transient ValueState<byte[]> state;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient StreamRecord<CellDelta> out;
  private transient TimelineCounters counters;
  private transient Republishing republishing;
  private transient int notRepublished;
  private transient @Nullable Deletions deletions;
  private transient @Nullable MapState<String, Boolean> factKeys;

  /**
   * @param topics names by topic index
   */
  HistoryOperator(
      MetricsFactory factory, Outputs outputs, List<String> topics, HistoryCacheBudget budget) {
    this.factory = factory;
    this.outputs = outputs;
    this.topics = List.copyOf(topics);
    this.budget = budget;
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  final void republish(@Nullable String start) {
    republish = start;
  }

  /** Has users deleted, and what was before their deletion not count. */
  final void deleting(DeletionRules rules) {
    deletionRules = rules;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    judgedBy = context.getOperatorStateStore().getUnionListState(StateCatalog.JUDGED_BY);
    republishing = new Republishing(context, republish);
    definitions = new DefinitionsState(context, factory);
    if (deletionRules != null) {
      deletions =
          new Deletions(
              deletionRules, MetricCatalog::tables, getRuntimeContext().getTaskInfo(), context);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Metrics metrics = definitions.metrics();
    deltas = new DeltaBuffer();
    timeline =
        new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, this::emitFact);
    resume();
    usersDeleted = getMetricGroup().counter("usersDeleted");
    state = getPartitionedState(StateCatalog.HISTORY);
    if (deletionRules != null) {
      factKeys = getPartitionedState(StateCatalog.factKeys(deletionRules.rememberFacts()));
    }
    timers = getInternalTimerService("deadlines", VoidNamespaceSerializer.INSTANCE, this);
    out = new StreamRecord<>(null);
    histories =
        new Histories(
            timeline,
            deltas,
            budget.bytesOfOneSubtask(
                getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration()),
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
            new Keeper());
    counters =
        new TimelineCounters(
            getMetricGroup(),
            topics,
            histories.cache(),
            getProcessingTimeService()::getCurrentProcessingTime);
  }

  /** Barriers are aligned, so all subtasks had the same watermark; after a rescale any will do. */
  private void resume() throws Exception {
    StateReader in = new StateReader();
    for (byte[] ofSubtask : judgedBy.get()) {
      in.over(ofSubtask);
      long watermark = in.readLong();
      long acceptedFrom = in.readLong();
      timeline.resume(watermark, acceptedFrom, in.remaining() > 0 ? in.readLong() : acceptedFrom);
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

  /** The key is set where state is read or written, not for every event. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement2(StreamRecord record) {}

  /** Takes an event into the history of its user, at once or when the history is needed. */
  final void accept(Entry entry, UserEvent event) throws Exception {
    if (event.timeMillis < entry.deletedBeforeMillis) {
      histories.complete(event);
      judged(Verdict.DELETED, entry, event);
    } else {
      histories.accept(entry, event);
    }
  }

  private void judged(Verdict verdict, Entry entry, UserEvent event) {
    counters.count(verdict, event);
    switch (verdict) {
      case ACCEPTED -> {
        accepted(entry, event, 1);
        if (deltas.size() >= MOST_BUFFERED_CELLS) {
          drainDeltas();
        }
      }
      case ID_COLLISION ->
          InputWarnings.warn(
              deltas,
              topics.get(event.topicIndex),
              WarningCode.ID_COLLISION,
              "messageId",
              event.timeMillis,
              "");
      case LATE -> emitRow(event.user, RefusedRows.late(event, topics.get(event.topicIndex)));
      case DUPLICATE, CAPPED, DELETED -> {}
    }
  }

  @Override
  public void processWatermark(org.apache.flink.streaming.api.watermark.Watermark mark)
      throws Exception {
    republishIfDue();
    timeline.advanceTo(Watermarks.fromFlink(mark.getTimestamp()));
    super.processWatermark(mark);
  }

  @Override
  public void onEventTime(InternalTimer<UserKey, VoidNamespace> timer) throws Exception {
    Entry entry = entryOf(timer.getKey().user());
    UserHistory history = histories.of(entry);
    if (history.timerMillis() <= Watermarks.fromFlink(timer.getTimestamp())) {
      history.timerMillis(UserHistory.NO_TIMER);
      // Written at once: a history can only be rebuilt from bytes that stand for what was emitted.
      histories.cache().write(entry);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<UserKey, VoidNamespace> timer) {
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
  final void republishIfDue() throws Exception {
    if (!republishing.take()) {
      return;
    }
    this.<UserKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            StateCatalog.HISTORY,
            (user, value) -> republish(user, value.value()));
  }

  /** Sends what the value of a state stands for. */
  void republish(UserKey user, byte[] value) {
    byte[] history = historyIn(value);
    if (history != null) {
      MetricMistake mistake = timeline.facts(user.user(), timeline.read(history));
      if (mistake != null && notRepublished++ < MOST_TRACES) {
        LOG.error("Not all that is known of a user could be sent once more", mistake);
      }
    }
  }

  /** The history in the value of a state; null when it has none. */
  byte @Nullable [] historyIn(byte[] value) {
    return value;
  }

  /**
   * The value of the state of an entry.
   *
   * @param history its history, just written; null where {@link #hasHistory there is none}
   */
  byte[] valueOf(Entry entry, byte @Nullable [] history) {
    return Objects.requireNonNull(history);
  }

  /** Whether an entry for which no event waits has something that is kept as a history. */
  boolean hasHistory(Entry entry) {
    return true;
  }

  /**
   * An entry has been loaded.
   *
   * @param value of its state; null when it has none
   */
  void loaded(Entry entry, byte @Nullable [] value) {}

  /**
   * An event has been accepted into a history, or taken back because it could not be.
   *
   * @param more 1 or -1
   */
  void accepted(Entry entry, UserEvent event, int more) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    StateWriter out = new StateWriter(3 * Long.BYTES);
    out.writeLong(timeline.watermarkMillis());
    out.writeLong(timeline.acceptedFromMillis());
    if (timeline.restatedFromMillis() != timeline.acceptedFromMillis()) {
      out.writeLong(timeline.restatedFromMillis());
    }
    judgedBy.update(List.of(out.toBytes()));
    republishing.snapshot();
    if (deletions != null) {
      deletions.ids().snapshot();
    }
    definitions.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
  }

  /** Emits all that is outstanding. */
  final void flush() {
    // Nothing goes on from state at the end of the input (see resume), so it is not written.
    histories.flush(timeline.watermarkMillis() != Long.MAX_VALUE);
    counters.drainTo(deltas);
    drainDeltas();
  }

  final Entry entryOf(String user) throws Exception {
    Entry entry = histories.cache().find(user);
    counters.countCache(entry != null);
    if (entry != null) {
      return entry;
    }
    UserKey key = new UserKey(user);
    setCurrentKey(key);
    byte[] value = state.value();
    Entry loaded = histories.cache().put(key, value == null ? null : historyIn(value));
    if (deletions != null) {
      loaded.deletedBeforeMillis = deletions.ids().atMillis(user);
    }
    loaded(loaded, value);
    return loaded;
  }

  /** Does away with all that is kept of an id, and tells the sinks to do the same. */
  final void delete(Deletion deletion) throws Exception {
    Deletions known = Objects.requireNonNull(deletions);
    Entry entry = entryOf(deletion.id());
    if (entry.isDirty()) {
      histories.cache().write(entry);
    }
    UserHistory history = histories.of(entry);
    long timer = history.timerMillis();
    // What turns out to be of somebody who is deleted already never counts, as in a replay.
    boolean retracts = known.rules().retracts() || !deletion.isRequested();
    MetricMistake mistake = histories.merging().erase(deletion.id(), history, retracts);
    if (mistake != null) {
      LOG.error("What a deleted user counted could not be taken back in full", mistake);
    }
    setCurrentKey(entry.key);
    known.takeKnown(Objects.requireNonNull(factKeys)).forEach(row -> send(deletion.id(), row));
    send(deletion.id(), DeletedSubjects.of(deletion.id(), deletion.requestId()));
    if (timer != UserHistory.NO_TIMER) {
      unregisterTimer(timer);
    }
    state.clear();
    histories.clear(entry);
    known.ids().add(deletion);
    entry.deletedBeforeMillis = known.ids().atMillis(deletion.id());
    usersDeleted.inc();
  }

  /** Takes the timer of a history back that is not here any more: it would keep the id. */
  final void unregisterTimer(Entry entry, long timerMillis) {
    if (timerMillis != UserHistory.NO_TIMER) {
      setCurrentKey(entry.key);
      unregisterTimer(timerMillis);
    }
  }

  /** A timer holds the id: where users are deleted there is never more than one of each. */
  private void unregisterTimer(long timerMillis) {
    timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, Watermarks.toFlink(timerMillis));
  }

  /** Whether what a deleted user counted is taken back. */
  final boolean retracts() {
    return deletionRules != null && deletionRules.retracts();
  }

  final Histories histories() {
    return histories;
  }

  final UserTimeline timeline() {
    return timeline;
  }

  final DeltaBuffer deltas() {
    return deltas;
  }

  final Outputs outputs() {
    return outputs;
  }

  final String topic(int index) {
    return topics.get(index);
  }

  final Metrics metrics() {
    return definitions.metrics();
  }

  final DefinitionsState definitions() {
    return definitions;
  }

  /** Where histories and events go. */
  private final class Keeper implements Histories.Keeper {
    @Override
    public long nowMillis() {
      return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public boolean hasHistory(Entry entry) {
      return HistoryOperator.this.hasHistory(entry);
    }

    @Override
    public void save(Entry entry) {
      setCurrentKey(entry.key);
      try {
        state.update(valueOf(entry, entry.written));
      } catch (IOException failed) {
        throw new UncheckedIOException("writing the history of a user failed", failed);
      }
    }

    @Override
    public void schedule(Entry entry, long timerMillis, long formerMillis) {
      setCurrentKey(entry.key);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Watermarks.toFlink(timerMillis));
      if (deletions != null && formerMillis != UserHistory.NO_TIMER) {
        unregisterTimer(formerMillis);
      }
    }

    @Override
    public void sendChanges() {
      drainDeltas();
    }

    @Override
    public void judged(Verdict verdict, Entry entry, UserEvent event) {
      HistoryOperator.this.judged(verdict, entry, event);
    }

    @Override
    public void poisoned(Entry entry, UserEvent event, MetricMistake mistake, boolean wasAccepted) {
      if (wasAccepted) {
        counters.takeAcceptedBack(event);
        accepted(entry, event, -1);
      }
      reject(event, mistake);
    }
  }

  private void reject(UserEvent event, MetricMistake mistake) {
    String topic = topics.get(event.topicIndex);
    if (counters.poisoned() < MOST_TRACES) {
      LOG.error(
          "The record at {} partition {} offset {} is rejected",
          topic,
          event.partition,
          event.offset,
          mistake);
    }
    counters.countPoison(event);
    emitRow(event.user, RefusedRows.poison(event, topic, String.valueOf(mistake.getMessage())));
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

  /**
   * Counts and publishes what an anonymous id did and cannot become its owner's. The rows go with
   * the owner's deletion. Their deletion as rows of the id comes from another subtask, and may come
   * later.
   */
  final void putBack(Entry owner, String anonymousId, byte[] moved) {
    factsGoWith = owner.key.user();
    histories.merging().putBack(anonymousId, moved);
    factsGoWith = null;
  }

  /** Sends a fact of the user whose history is looked at. */
  private void emitFact(RowChange fact) {
    emitRow(factsGoWith == null ? timeline.user() : factsGoWith, fact);
  }

  /** Sends a row that is about a user, and keeps its key where users are deleted. */
  private void emitRow(String user, RowChange row) {
    if (deletions != null) {
      setCurrentKey(new UserKey(user));
      try {
        deletions.remember(row, Objects.requireNonNull(factKeys));
      } catch (Exception failed) {
        throw new IllegalStateException("keeping the key of a user's row failed", failed);
      }
    }
    send(user, row);
  }

  /** Sends a row about an id to the sinks. */
  void send(String id, RowChange row) {
    output.collect(outputs.rows(), new StreamRecord<>(row));
  }
}
