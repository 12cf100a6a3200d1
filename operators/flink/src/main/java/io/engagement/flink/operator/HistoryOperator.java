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
import io.engagement.core.user.HistoryMerge;
import io.engagement.core.user.MetricMistake;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserRecovery;
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
 * <p>Key: the id. Output: changes of cells, summed over all users since the last barrier. Side
 * outputs: changes of items of ranked tables; rows (facts, late events). State: {@link
 * StateCatalog#HISTORY}, behind a {@link HistoryCache}; {@link StateCatalog#JUDGED_BY}, because
 * what has been expired by a watermark stays expired when the job goes on from a checkpoint, where
 * Flink's watermark begins at its minimum. Timers: at most one effective per user, at the earliest
 * deadline of its metrics; a later one that is still set when it is not needed any more does
 * nothing. State is never cleared; metrics expire within it.
 *
 * <p>Events of a backlog wait in the {@link EventJournal} until the history of their user is
 * needed: at the barrier at the latest. Then it is decoded once for all of them, and is bytes again
 * before the next user's is looked at. The order in which users' events are taken makes no
 * difference, and nothing is published between barriers; what is up to date is taken in at once, so
 * that little is left to do at the barrier.
 *
 * <p>A metric that throws costs the event it threw at, never the job: the history is rebuilt from
 * its bytes and an {@link EventJournal}, and the event becomes a rejected record.
 *
 * <p>All that is outstanding is emitted before the barrier, so a checkpoint holds the histories and
 * has sent every change that they stand for; a replay from it repeats neither.
 */
abstract class HistoryOperator extends AbstractStreamOperator<CellDelta>
    implements Triggerable<UserKey, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Changes are sent on when this many cells have one; bounds the memory they take. */
  private static final int MOST_BUFFERED_CELLS = 1 << 16;

  /** What an event adds to a history, roughly; taken exactly when the history is written. */
  private static final int EVENT_BYTES = 48;

  /** Of events that metrics threw at, so many have their stack in the log; all are rows. */
  private static final int MOST_TRACES = 20;

  /** An event this much older than now, by its append time, is part of a backlog. */
  private static final long BACKLOG_MILLIS = 30_000;

  /** The share of the cache's budget that events since the last flush may take. */
  private static final int JOURNAL_SHARE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryOperator.class);

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;
  private final HistoryCacheBudget budget;
  private @Nullable String republish;
  private @Nullable DeletionRules deletionRules;

  private transient UserTimeline timeline;
  private transient DeltaBuffer deltas;
  private transient HistoryCache cache;
  private transient EventJournal journal;

  /** Filled again for each event that has waited. */
  private transient UserEvent waiting;

  private transient UserRecovery recovery;
  private transient HistoryMerge merging;

  /** With whose deletion facts go that come out; null for the user whose history is looked at. */
  private transient @Nullable String factsGoWith;

  private transient Counter usersDeleted;
  private transient ListState<byte[]> judgedBy;
  private transient DefinitionsState definitions;
  private transient ValueState<byte[]> state;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient StateWriter writer;
  private transient StreamRecord<CellDelta> out;
  private transient TimelineCounters counters;
  private transient Republishing republishing;
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
    recovery = new UserRecovery(timeline, deltas);
    merging = new HistoryMerge(timeline);
    usersDeleted = getMetricGroup().counter("usersDeleted");
    state = getPartitionedState(StateCatalog.HISTORY);
    if (deletionRules != null) {
      factKeys = getPartitionedState(StateCatalog.factKeys(deletionRules.rememberFacts()));
    }
    timers = getInternalTimerService("deadlines", VoidNamespaceSerializer.INSTANCE, this);
    writer = new StateWriter(4096);
    out = new StreamRecord<>(null);
    long cacheBytes =
        budget.bytesOfOneSubtask(
            getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration());
    journal = new EventJournal(cacheBytes / JOURNAL_SHARE);
    waiting = new UserEvent();
    cache =
        new HistoryCache(
            cacheBytes - cacheBytes / JOURNAL_SHARE,
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
            new Histories());
    counters =
        new TimelineCounters(
            getMetricGroup(), topics, cache, getProcessingTimeService()::getCurrentProcessingTime);
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
      count(Verdict.DELETED, entry, event, EventJournal.NONE);
      return;
    }
    event.jobWatermarkMillis = timeline.watermarkMillis();
    if (cache.isDecoded(entry) || !isBacklog(event)) {
      catchUp(entry);
      take(entry, event, EventJournal.NONE);
    } else {
      follow(entry, journal.append(event));
      entry.isWaiting = true;
      cache.markDirty(entry);
    }
    if (journal.isFull()) {
      cache.flush(true);
      journal.clear();
    }
  }

  /** Adds an event to those that have come for a history. */
  private void follow(Entry entry, long place) {
    if (entry.lastEvent == EventJournal.NONE) {
      entry.firstEvent = place;
    } else {
      journal.link(entry.lastEvent, place);
    }
    entry.lastEvent = place;
  }

  private boolean isBacklog(UserEvent event) {
    return event.appendTimeMillis
        < getProcessingTimeService().getCurrentProcessingTime() - BACKLOG_MILLIS;
  }

  /** The history of an id, with all that has come for it. */
  final UserHistory history(Entry entry) {
    catchUp(entry);
    return cache.history(entry);
  }

  /** Takes the events that wait into their history, in the order in which they came. */
  final void catchUp(Entry entry) {
    if (!entry.isWaiting) {
      return;
    }
    long place = entry.firstEvent;
    entry.dropEvents();
    entry.isWaiting = false;
    while (place != EventJournal.NONE) {
      journal.read(place, waiting);
      long next = journal.next(place);
      journal.link(place, EventJournal.NONE);
      take(entry, waiting, place);
      place = next;
    }
  }

  /**
   * @param place of the event in the journal; {@link EventJournal#NONE} while it is not there
   */
  private void take(Entry entry, UserEvent event, long place) {
    try {
      count(timeline.acceptFormer(cache.history(entry), event), entry, event, place);
    } catch (MetricMistake mistake) {
      cache.replace(entry, recovery.before(entry.written, journal.events(entry.firstEvent), event));
      reject(event, mistake);
      if (entry.isDirty()) {
        // Written at once: what came before it is not replayed once more for the next. Nothing
        // expires by that which came in between.
        timeline.asOf(event.jobWatermarkMillis, () -> cache.write(entry));
      }
    }
  }

  private void count(Verdict verdict, Entry entry, UserEvent event, long place) {
    counters.count(verdict, event);
    switch (verdict) {
      case ACCEPTED -> keep(entry, event, place);
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

  private void keep(Entry entry, UserEvent event, long place) {
    accepted(entry, event, 1);
    cache.markDirty(entry);
    cache.grown(entry, EVENT_BYTES);
    follow(entry, place == EventJournal.NONE ? journal.append(event) : place);
    if (deltas.size() >= MOST_BUFFERED_CELLS) {
      drainDeltas();
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
    UserHistory history = history(entry);
    if (history.timerMillis() <= Watermarks.fromFlink(timer.getTimestamp())) {
      history.timerMillis(UserHistory.NO_TIMER);
      // Written at once: a history can only be rebuilt from bytes that stand for what was emitted.
      cache.write(entry);
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
      if (mistake != null) {
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
   * @param history its history, just written
   */
  byte[] valueOf(Entry entry, byte[] history) {
    return history;
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
    cache.flush(timeline.watermarkMillis() != Long.MAX_VALUE);
    journal.clear();
    counters.drainTo(deltas);
    drainDeltas();
  }

  final Entry entryOf(String user) throws Exception {
    Entry entry = cache.find(user);
    counters.countCache(entry != null);
    if (entry != null) {
      return entry;
    }
    UserKey key = new UserKey(user);
    setCurrentKey(key);
    byte[] value = state.value();
    Entry loaded = cache.put(key, value == null ? null : historyIn(value));
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
      cache.write(entry);
    }
    UserHistory history = history(entry);
    long timer = history.timerMillis();
    // What turns out to be of somebody who is deleted already never counts, as in a replay.
    boolean retracts = known.rules().retracts() || !deletion.isRequested();
    MetricMistake mistake = merging.erase(deletion.id(), history, retracts);
    if (mistake != null) {
      LOG.error("What a deleted user counted could not be taken back in full", mistake);
    }
    setCurrentKey(entry.key);
    known.takeKnown(Objects.requireNonNull(factKeys)).forEach(this::emitRow);
    emitRow(DeletedSubjects.of(deletion.id(), deletion.requestId()));
    if (timer != UserHistory.NO_TIMER) {
      unregisterTimer(timer);
    }
    state.clear();
    cache.cleared(entry);
    cache.replace(entry, timeline.create());
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

  final HistoryMerge merging() {
    return merging;
  }

  final UserTimeline timeline() {
    return timeline;
  }

  final HistoryCache cache() {
    return cache;
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

  /** Histories as bytes, in the cache and in state. */
  private final class Histories implements HistoryCache.Codec {
    @Override
    public UserHistory read(byte @Nullable [] bytes) {
      return bytes == null ? timeline.create() : timeline.read(bytes);
    }

    /** Emits what is outstanding, sets the timer for a nearer deadline and writes the history. */
    @Override
    public byte[] write(Entry entry) {
      UserHistory history = HistoryOperator.this.history(entry);
      long timer = history.timerMillis();
      try {
        timeline.flush(entry.key.user(), history, writer);
      } catch (MetricMistake mistake) {
        history = flushWithoutPoison(entry, timer, mistake);
      }
      return written(entry, history, timer);
    }

    @Override
    public void save(Entry entry) {
      setCurrentKey(entry.key);
      try {
        state.update(valueOf(entry, Objects.requireNonNull(entry.written)));
      } catch (IOException failed) {
        throw new UncheckedIOException("writing the history of a user failed", failed);
      }
    }

    @Override
    public int heapBytes(UserHistory history) {
      return timeline.heapBytes(history);
    }
  }

  /**
   * Sets the timer of a history that the timeline has written.
   *
   * @param formerTimerMillis the one that is set, {@link UserHistory#NO_TIMER} for none
   * @return what the timeline wrote
   */
  private byte[] written(Entry entry, UserHistory history, long formerTimerMillis) {
    if (history.timerMillis() < formerTimerMillis) {
      setCurrentKey(entry.key);
      timers.registerEventTimeTimer(
          VoidNamespace.INSTANCE, Watermarks.toFlink(history.timerMillis()));
      if (deletions != null && formerTimerMillis != UserHistory.NO_TIMER) {
        unregisterTimer(formerTimerMillis);
      }
    }
    entry.dropEvents();
    return writer.toBytes();
  }

  /** Work on a history that a metric may throw at. */
  @FunctionalInterface
  interface HistoryWork {
    /**
     * @throws MetricMistake when a metric threw: then nothing was emitted
     */
    void on(UserHistory history);
  }

  /**
   * Does something with a history, all of it or nothing. What a metric throws at may be an event
   * that has come since the history was written: it is rejected then, and the work tried once more.
   *
   * @throws MetricMistake when the work itself was at fault: then the history is as it was before
   */
  final void attempt(Entry entry, HistoryWork work) {
    try {
      work.on(history(entry));
    } catch (MetricMistake mistake) {
      rebuild(entry);
      if (!entry.isDirty()) {
        throw mistake;
      }
      cache.write(entry);
      attempt(entry, work);
    }
  }

  private void rebuild(Entry entry) {
    cache.replace(entry, recovery.rebuilt(entry.written, journal.events(entry.firstEvent)));
  }

  /**
   * Merges what an anonymous id did into its owner's history, and writes that at once, because it
   * cannot be rebuilt from events.
   *
   * @throws MetricMistake as {@link #attempt}
   */
  final void merge(Entry entry, byte[] moved) {
    long[] timer = new long[1];
    attempt(
        entry,
        history -> {
          timer[0] = history.timerMillis();
          merging.merge(entry.key.user(), history, moved, writer);
        });
    cache.written(entry, written(entry, cache.history(entry), timer[0]));
  }

  private UserHistory flushWithoutPoison(Entry entry, long timer, MetricMistake mistake) {
    UserRecovery.Flushed flushed =
        recovery.flushed(entry.key.user(), entry.written, journal.events(entry.firstEvent));
    UserHistory history = flushed.history();
    cache.replace(entry, history);
    history.timerMillis(Math.min(timer, flushed.deadlineMillis()));
    writer.clear();
    timeline.write(history, writer);
    if (flushed.poisoned().isEmpty()) {
      LOG.error("A user's history could not be flushed; it is tried again in a day", mistake);
    }
    for (UserRecovery.Poisoned poisoned : flushed.poisoned()) {
      UserEvent event = poisoned.event();
      counters.takeAcceptedBack(event);
      accepted(entry, event, -1);
      reject(event, poisoned.mistake());
    }
    return history;
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
   * the owner: where the id itself belongs may be another subtask.
   */
  final void putBack(Entry owner, String anonymousId, byte[] moved) {
    factsGoWith = owner.key.user();
    merging.putBack(anonymousId, moved);
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
    emitRow(row);
  }

  /** Sends a row to the sinks. */
  void emitRow(RowChange row) {
    output.collect(outputs.rows(), new StreamRecord<>(row));
  }
}
