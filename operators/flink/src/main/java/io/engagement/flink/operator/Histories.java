package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.HistoryMerge;
import io.engagement.core.user.MetricMistake;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserRecovery;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.serde.UserEventSerializer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The histories of a subtask, and how events get into them. What becomes of both is for their
 * {@link Keeper}: nothing is known here of state, timers and outputs.
 *
 * <p>Events of a backlog wait in the {@link EventJournal} until the history of their user is
 * needed: at the barrier at the latest. Then it is decoded once for all of them, and is bytes again
 * before the next user's is looked at. The order in which users' events are taken makes no
 * difference, and nothing is published between barriers; what is up to date is taken in at once, so
 * that little is left to do at the barrier. With events that are up to date, histories for which
 * nothing has come for an eighth of the time between barriers are written and put into state, and
 * as often what all have changed is sent on: the barrier finds what the last moments left. Large
 * histories wait for it, as do all before the second barrier of a start.
 *
 * <p>A metric that throws costs the event it threw at, never the job: the history is rebuilt from
 * its bytes and the events since, which the journal has.
 */
final class Histories implements HistoryCache.Codec {
  /** What an event adds to a history, roughly; taken exactly when the history is written. */
  private static final int EVENT_BYTES = 48;

  /** An event this much older than now, by its append time, is part of a backlog. */
  private static final long BACKLOG_MILLIS = 30_000;

  /** The share of the budget that events since the last flush may take. */
  private static final int JOURNAL_SHARE = 4;

  /** A history that has not changed for this part of the time between barriers is written. */
  private static final int QUIET_PART = 8;

  private static final long SHORTEST_QUIET_MILLIS = 50;

  /** Changes of one cell are added up for so long: each time they are sent costs the cells. */
  private static final long SHORTEST_SENDING_MILLIS = 1_000;

  /** A history of more bytes waits for the barrier: its user may be quiet many times before. */
  private static final int LARGE_BYTES = 1 << 16;

  /** So many quiet histories are looked at with an event: more than one event can add. */
  private static final int LOOKED_AT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Histories.class);

  private final UserTimeline timeline;
  private final Keeper keeper;
  private final HistoryCache cache;
  private final EventJournal journal;
  private final UserRecovery recovery;
  private final HistoryMerge merging;
  private final StateWriter writer = new StateWriter(4096);
  private final UserEventSerializer serializer = new UserEventSerializer();

  /** Histories that have changed since the last flush and are written when they are quiet. */
  private final ArrayDeque<Entry> changing = new ArrayDeque<>();

  /** Nothing is quiet until it is known how far barriers lie apart. */
  private long quietMillis = Long.MAX_VALUE;

  private long lastSentMillis;
  private long lastBarrierMillis = Long.MIN_VALUE;
  private long lastGapMillis;

  /** Filled again for each event that has waited. */
  private final UserEvent waiting = new UserEvent();

  /** What becomes of histories and of events. */
  interface Keeper {
    /** What the clock of the machine says, epoch milliseconds. */
    long nowMillis();

    /** Whether an entry for which no event waits has something that is kept as a history. */
    boolean hasHistory(Entry entry);

    /** Puts what was written last into state. */
    void save(Entry entry);

    /**
     * Sets a nearer timer for a history.
     *
     * @param formerMillis the one that is set; {@link UserHistory#NO_TIMER} for none
     */
    void schedule(Entry entry, long timerMillis, long formerMillis);

    /** Sends what histories have changed since it was called last. */
    void sendChanges();

    /** An event has been judged and, if accepted, taken into the history. */
    void judged(Verdict verdict, Entry entry, UserEvent event);

    /**
     * An event that a metric threw at is in no history.
     *
     * @param wasAccepted whether it had been judged to be accepted before
     */
    void poisoned(Entry entry, UserEvent event, MetricMistake mistake, boolean wasAccepted);
  }

  /** Work on a history that a metric may throw at. */
  @FunctionalInterface
  interface Work {
    /**
     * @throws MetricMistake when a metric threw: then nothing was emitted
     */
    void on(UserHistory history);
  }

  /**
   * No histories.
   *
   * @param deltas of the timeline
   * @param bytes what histories and events may take on the heap, roughly
   * @param maxParallelism the number of key groups
   */
  Histories(
      UserTimeline timeline, DeltaBuffer deltas, long bytes, int maxParallelism, Keeper keeper) {
    this.timeline = timeline;
    this.keeper = keeper;
    this.recovery = new UserRecovery(timeline, deltas);
    this.merging = new HistoryMerge(timeline);
    this.journal = new EventJournal(bytes / JOURNAL_SHARE);
    this.cache = new HistoryCache(bytes - bytes / JOURNAL_SHARE, maxParallelism, this);
  }

  HistoryCache cache() {
    return cache;
  }

  /** Reads the rest of an event of which only user and times have been read. */
  void complete(UserEvent event) {
    serializer.complete(event);
  }

  /** How many histories are awaited to be quiet. */
  int awaited() {
    return changing.size();
  }

  HistoryMerge merging() {
    return merging;
  }

  /** Takes an event into a history, at once or when the history is needed. */
  void accept(Entry entry, UserEvent event) {
    event.jobWatermarkMillis = timeline.watermarkMillis();
    long now = keeper.nowMillis();
    if (event.appendTimeMillis >= now - BACKLOG_MILLIS) {
      takeAtOnce(entry, event);
      changed(entry, now);
      writeQuiet(now);
      sendChanges(now);
    } else if (cache.isDecoded(entry)) {
      takeAtOnce(entry, event);
    } else {
      follow(entry, journal.append(event));
      entry.isWaiting = true;
      cache.markDirty(entry);
    }
    if (journal.isFull()) {
      writeAll(true);
    }
  }

  private void takeAtOnce(Entry entry, UserEvent event) {
    catchUp(entry);
    complete(event);
    take(entry, event, EventJournal.NONE);
  }

  private void changed(Entry entry, long nowMillis) {
    if (entry.isDirty() && quietMillis != Long.MAX_VALUE) {
      entry.changedMillis = nowMillis;
      if (!entry.isChanging
          && (entry.written == null || entry.written.length < LARGE_BYTES)
          && changing.size() < cache.users()) {
        entry.isChanging = true;
        await(entry, nowMillis);
      }
    }
  }

  private void await(Entry entry, long nowMillis) {
    entry.awaitedSinceMillis = nowMillis;
    changing.add(entry);
  }

  /**
   * What has changed again while it was awaited is awaited once more. What has been written since,
   * because it was evicted, say, is let go: it stays on the heap as long as it is awaited.
   */
  private void writeQuiet(long nowMillis) {
    for (int i = 0; i < LOOKED_AT; i++) {
      Entry first = changing.peek();
      if (first == null
          || (first.isDirty() && nowMillis - first.awaitedSinceMillis < quietMillis)) {
        return;
      }
      changing.remove();
      if (first.isDirty() && nowMillis - first.changedMillis < quietMillis) {
        await(first, nowMillis);
      } else {
        first.isChanging = false;
        if (first.isDirty()) {
          cache.writeThrough(first);
        }
      }
    }
  }

  private void sendChanges(long nowMillis) {
    if (nowMillis - lastSentMillis >= Math.max(quietMillis, SHORTEST_SENDING_MILLIS)) {
      lastSentMillis = nowMillis;
      keeper.sendChanges();
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

  /** A history, with all that has come for it. */
  UserHistory of(Entry entry) {
    catchUp(entry);
    return cache.history(entry);
  }

  /** Takes the events that wait into their history, in the order in which they came. */
  void catchUp(Entry entry) {
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
    Verdict verdict;
    try {
      verdict = timeline.acceptAsOfArrival(cache.history(entry), event);
    } catch (MetricMistake mistake) {
      cache.replace(entry, recovery.before(entry.written, journal.events(entry.firstEvent), event));
      keeper.poisoned(entry, event, mistake, false);
      if (entry.isDirty()) {
        // Written at once: what came before it is not replayed once more for the next. Nothing
        // expires by that which came in between.
        timeline.asOf(event.jobWatermarkMillis, () -> cache.write(entry));
      }
      return;
    }
    if (verdict == Verdict.ACCEPTED) {
      cache.markDirty(entry);
      cache.grown(entry, EVENT_BYTES);
      follow(entry, place == EventJournal.NONE ? journal.append(event) : place);
    }
    keeper.judged(verdict, entry, event);
  }

  /**
   * Writes all histories that have changed, because a barrier or the end comes.
   *
   * @param saves whether they go into state as well
   */
  void flush(boolean saves) {
    writeAll(saves);
    long now = keeper.nowMillis();
    if (lastBarrierMillis != Long.MIN_VALUE) {
      long gap = now - lastBarrierMillis;
      // A savepoint beside a checkpoint says nothing of when the next barrier comes.
      quietMillis = Math.max(SHORTEST_QUIET_MILLIS, Math.max(gap, lastGapMillis) / QUIET_PART);
      lastGapMillis = gap;
    }
    lastBarrierMillis = now;
    lastSentMillis = now;
  }

  private void writeAll(boolean saves) {
    cache.flush(saves);
    journal.clear();
    changing.forEach(entry -> entry.isChanging = false);
    changing.clear();
  }

  @Override
  public UserHistory read(byte @Nullable [] bytes) {
    return bytes == null ? timeline.create() : timeline.read(bytes);
  }

  /** Emits what is outstanding and writes the history. */
  @Override
  public byte @Nullable [] write(Entry entry) {
    catchUp(entry);
    if (!cache.isDecoded(entry) && !keeper.hasHistory(entry)) {
      return null;
    }
    UserHistory history = cache.history(entry);
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
    keeper.save(entry);
  }

  @Override
  public int heapBytes(UserHistory history) {
    return timeline.heapBytes(history);
  }

  /**
   * Sets the timer of a history that the timeline has written.
   *
   * @param formerTimerMillis the one that is set, {@link UserHistory#NO_TIMER} for none
   * @return what the timeline wrote
   */
  private byte[] written(Entry entry, UserHistory history, long formerTimerMillis) {
    if (history.timerMillis() < formerTimerMillis) {
      keeper.schedule(entry, history.timerMillis(), formerTimerMillis);
    }
    entry.dropEvents();
    return writer.toBytes();
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
      keeper.poisoned(entry, poisoned.event(), poisoned.mistake(), true);
    }
    return history;
  }

  /**
   * Does something with a history, all of it or nothing. What a metric throws at may be an event
   * that has come since the history was written: it is rejected then, and the work tried once more.
   *
   * @throws MetricMistake when the work itself was at fault: then the history is as it was before
   */
  void attempt(Entry entry, Work work) {
    try {
      work.on(of(entry));
    } catch (MetricMistake mistake) {
      cache.replace(entry, recovery.rebuilt(entry.written, journal.events(entry.firstEvent)));
      if (!entry.isDirty()) {
        throw mistake;
      }
      cache.write(entry);
      attempt(entry, work);
    }
  }

  /**
   * Merges what an anonymous id did into its owner's history, and writes that at once, because it
   * cannot be rebuilt from events.
   *
   * @throws MetricMistake as {@link #attempt}
   */
  void merge(Entry entry, byte[] moved) {
    long[] timer = new long[1];
    attempt(
        entry,
        history -> {
          timer[0] = history.timerMillis();
          merging.merge(entry.key.user(), history, moved, writer);
        });
    cache.written(entry, written(entry, cache.history(entry), timer[0]));
  }

  /** Has a history begin anew, of which nothing is left anywhere. */
  void clear(Entry entry) {
    entry.dropEvents();
    cache.cleared(entry);
  }
}
