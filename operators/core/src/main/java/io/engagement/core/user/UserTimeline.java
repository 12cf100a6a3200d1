package io.engagement.core.user;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StableHash;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowSink;
import io.engagement.core.time.UtcDay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes one user's events through deduplication, the lateness verdict and every metric.
 *
 * <p>Verdicts depend on the record's own partition only ({@link
 * UserEvent#partitionWatermarkMillis}), not on when watermarks happen to be emitted: a replay
 * decides alike. The job's watermark joins in only where it is ahead of the partition's, which
 * happens when a partition comes back from being idle. No event is accepted that is older than what
 * has been expired already: the instant from which events are accepted never moves back, also when
 * a longer late horizon or a new topic would have it so. Both belong into state ({@link
 * #watermarkMillis}, {@link #acceptedFromMillis}, {@link #resume}).
 *
 * <p>Not thread-safe: one instance per operator, used for one user after the other.
 */
public final class UserTimeline {
  private final TimelineOptions options;
  private final UserHistoryCodec codec;
  private final TimelineContext context;
  private final Sections sections;

  /** What is accepted and restated at least from, because another timeline stood there. */
  private long resumedAcceptedFromMillis = Long.MIN_VALUE;

  private long resumedRestatedFromMillis = Long.MIN_VALUE;

  /**
   * @param deltas where all metrics' deltas go
   * @param facts where all metrics' facts go
   */
  public UserTimeline(
      List<UserMetric<?>> metrics, TimelineOptions options, DeltaBuffer deltas, RowSink facts) {
    this.options = options;
    this.codec = new UserHistoryCodec(metrics);
    this.context = new TimelineContext(deltas, facts);
    this.sections = new Sections(metrics, codec, context);
  }

  /** A history with nothing in it. */
  public UserHistory create() {
    return codec.create();
  }

  /** Reads what {@link #write} wrote, also by an older version or another configuration. */
  public UserHistory read(byte[] bytes) {
    return codec.read(bytes);
  }

  /**
   * Writes a flushed history.
   *
   * @throws MetricMistake when a metric cannot write its state
   */
  public void write(UserHistory history, StateWriter out) {
    codec.write(history, out);
  }

  /**
   * Moves the job's watermark on: no event before it is still to come in order. A lower one than
   * before changes nothing.
   *
   * @param millis epoch milliseconds; {@link Long#MIN_VALUE} before the first, {@link
   *     Long#MAX_VALUE} after the last
   */
  public void advanceTo(long millis) {
    resume(millis, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  /**
   * Goes on from where another timeline stood, at least.
   *
   * @param watermarkMillis its {@link #watermarkMillis}
   * @param acceptedFromMillis its {@link #acceptedFromMillis}
   * @param restatedFromMillis its {@link #restatedFromMillis}
   */
  public void resume(long watermarkMillis, long acceptedFromMillis, long restatedFromMillis) {
    standAt(Math.max(context.watermarkMillis, watermarkMillis));
    // What follows from the watermark holds from now on only, and not of events that came before.
    if (acceptedFromMillis > context.acceptedFromMillis) {
      resumedAcceptedFromMillis = acceptedFromMillis;
      standAt(context.watermarkMillis);
    }
    if (restatedFromMillis > context.restatedFromMillis) {
      resumedRestatedFromMillis = restatedFromMillis;
      standAt(context.watermarkMillis);
    }
  }

  private void standAt(long watermarkMillis) {
    context.watermarkMillis = watermarkMillis;
    context.acceptedFromMillis =
        Math.max(resumedAcceptedFromMillis, behind(watermarkMillis, options.lateHorizonMillis()));
    context.restatedFromMillis =
        options.restateMillis() == 0
            ? context.acceptedFromMillis
            : Math.min(
                context.acceptedFromMillis,
                Math.max(
                    resumedRestatedFromMillis,
                    behind(watermarkMillis, options.restateHorizonMillis())));
  }

  /** Does something as it would have been done at an earlier watermark of the job. */
  public void asOf(long watermarkMillis, Runnable work) {
    long now = context.watermarkMillis;
    standAt(watermarkMillis);
    try {
      work.run();
    } finally {
      standAt(now);
    }
  }

  /** The user whose history was looked at last; where facts come out, it is theirs. */
  public String user() {
    return context.user;
  }

  /** The job's watermark: the highest that was ever reached. */
  public long watermarkMillis() {
    return context.watermarkMillis;
  }

  /** The earliest event time that is still accepted; what lies before has been expired. */
  public long acceptedFromMillis() {
    return context.acceptedFromMillis;
  }

  /**
   * The earliest event time at which a merge of ids still restates what was counted by days and
   * periods; what lies before has been expired. {@link #acceptedFromMillis} where no ids are
   * merged.
   */
  public long restatedFromMillis() {
    return context.restatedFromMillis;
  }

  /**
   * Judges an event that comes now and, if accepted, shows it to the metrics that want it.
   *
   * @throws MetricMistake when one of them threw; {@link UserRecovery} rebuilds the history
   */
  public Verdict accept(UserHistory history, UserEvent event) {
    event.jobWatermarkMillis = context.watermarkMillis;
    return judge(history, event);
  }

  /**
   * The same as of when the event came, which it knows ({@link UserEvent#jobWatermarkMillis}): what
   * the job uses, as events may have waited. Holds as long as the history has not been flushed
   * since.
   */
  public Verdict acceptAsOfArrival(UserHistory history, UserEvent event) {
    long now = context.watermarkMillis;
    standAt(event.jobWatermarkMillis);
    try {
      return judge(history, event);
    } finally {
      standAt(now);
    }
  }

  private Verdict judge(UserHistory history, UserEvent event) {
    long judgedAt = event.judgedAtMillis();
    long id = event.messageIdHash;
    int known = history.seen.find(id);
    if (known != SeenIds.ABSENT && isRemembered(history, known, judgedAt)) {
      if (history.seen.bodyHash(known) == event.bodyHash) {
        return Verdict.DUPLICATE;
      }
      if (options.onCollision() == TimelineOptions.OnCollision.DROP) {
        return Verdict.ID_COLLISION;
      }
      id = StableHash.mix(id ^ event.bodyHash);
      known = history.seen.find(id);
      if (known != SeenIds.ABSENT && isRemembered(history, known, judgedAt)) {
        return Verdict.DUPLICATE;
      }
    }
    if (event.timeMillis < behind(judgedAt, options.lateHorizonMillis())
        || event.timeMillis < resumedAcceptedFromMillis) {
      return Verdict.LATE;
    }
    if (history.seen.size() >= options.eventsPerUser()
        && history.seen.sizeFrom(behind(judgedAt, options.idHorizonMillis()))
            >= options.eventsPerUser()) {
      return Verdict.CAPPED;
    }
    count(history, event, id, known);
    context.publishFacts();
    return Verdict.ACCEPTED;
  }

  /** Counts an event once more that was accepted before, as it was then; its facts are held. */
  void replay(UserHistory history, UserEvent event) {
    asOf(event.jobWatermarkMillis, () -> countAgain(history, event));
  }

  private void countAgain(UserHistory history, UserEvent event) {
    long id = event.messageIdHash;
    int known = history.seen.find(id);
    if (known != SeenIds.ABSENT
        && history.seen.bodyHash(known) != event.bodyHash
        && isRemembered(history, known, event.judgedAtMillis())) {
      id = StableHash.mix(id ^ event.bodyHash);
      known = history.seen.find(id);
    }
    count(history, event, id, known);
  }

  private void count(UserHistory history, UserEvent event, long id, int known) {
    if (known == SeenIds.ABSENT) {
      history.seen.add(id, event.bodyHash, event.timeMillis);
    } else {
      history.seen.renew(known, event.bodyHash, event.timeMillis);
    }
    event.repeatedOrder = isRepeatedOrder(history, event);
    context.user = event.user;
    sections.onEvent(history, event);
  }

  /**
   * Emits all that is outstanding for a user and expires what can no longer change; afterwards the
   * history may be written.
   *
   * @return the event time at which to call this again without a new event, always ahead of the
   *     watermark; {@link UserHistory#NO_TIMER} for never
   * @throws MetricMistake when a metric threw; {@link UserRecovery} rebuilds the history
   */
  public long flush(String user, UserHistory history) {
    long deadline = flushHoldingFacts(user, history);
    context.publishFacts();
    return deadline;
  }

  /**
   * {@link #flush}, then writes the history with the timer that it needs. Facts are published only
   * when all of it is done, because a history that cannot be written is rebuilt as well.
   *
   * @param out cleared first
   * @throws MetricMistake as {@link #flush}, and when a metric cannot write its state
   */
  public void flush(String user, UserHistory history, StateWriter out) {
    flushHoldingFacts(user, history, out);
    context.publishFacts();
  }

  /** The same without publishing the facts. */
  long flushHoldingFacts(String user, UserHistory history, StateWriter out) {
    long deadline = flushHoldingFacts(user, history);
    history.timerMillis(Math.min(deadline, history.timerMillis()));
    out.clear();
    write(history, out);
    return deadline;
  }

  /** {@link #flush} without publishing the facts. */
  long flushHoldingFacts(String user, UserHistory history) {
    context.user = user;
    history.seen.expireBefore(behind(context.watermarkMillis, options.idHorizonMillis()));
    long deadline =
        history.seen.size() == 0
            ? UserHistory.NO_TIMER
            : UtcDay.endMillis(history.seen.lastMillis()) + options.idHorizonMillis();
    deadline = Math.min(deadline, flush(history.orders));
    for (int i = 0; i < sections.count(); i++) {
      UserHistory.@Nullable Encoded untouched = history.encoded[i];
      if (untouched != null && untouched.deadlineMillis() > context.watermarkMillis) {
        deadline = Math.min(deadline, untouched.deadlineMillis());
      } else if (sections.has(history, i)) {
        deadline = Math.min(deadline, sections.flush(history, i));
      }
    }
    return ahead(deadline);
  }

  private long flush(KnownOrders orders) {
    if (orders.size() > 0) {
      orders.expireBefore(behind(context.acceptedFromMillis, options.ordersHorizonMillis()));
    }
    return orders.size() == 0
        ? UserHistory.NO_TIMER
        : UtcDay.endMillis(orders.lastMillis())
            + options.ordersHorizonMillis()
            + options.lateHorizonMillis();
  }

  /**
   * A deadline that flushing did not move is put off to the end of the watermark's day: a timer
   * that is set at or before the watermark fires within the same watermark, for ever.
   */
  long ahead(long deadlineMillis) {
    long watermark = context.watermarkMillis;
    if (deadlineMillis > watermark) {
      return deadlineMillis;
    }
    return watermark == Long.MAX_VALUE ? UserHistory.NO_TIMER : UtcDay.endMillis(watermark);
  }

  /** What metrics see; where their deltas go can be changed for a while. */
  TimelineContext context() {
    return context;
  }

  Sections sections() {
    return sections;
  }

  /** Adds all that a flushed history contributes to the buffer of deltas. */
  public void contributions(String user, UserHistory history) {
    context.user = user;
    for (int i = 0; i < sections.count(); i++) {
      if (sections.has(history, i)) {
        sections.contributions(history, i);
      }
    }
  }

  /**
   * Emits every fact that a flushed history holds, whether it was emitted before or not, but for
   * those that a metric throws at.
   *
   * @return the last mistake; null when there was none
   */
  public @Nullable MetricMistake facts(String user, UserHistory history) {
    context.user = user;
    MetricMistake mistake = null;
    for (int i = 0; i < sections.count(); i++) {
      try {
        if (sections.has(history, i)) {
          sections.facts(history, i);
          context.publishFacts();
        }
      } catch (MetricMistake thrown) {
        mistake = thrown;
      }
    }
    return mistake;
  }

  /** What a history takes on the heap, roughly. */
  public int heapBytes(UserHistory history) {
    int bytes = 120 + history.seen.heapBytes() + history.orders.heapBytes();
    for (int i = 0; i < sections.count(); i++) {
      bytes += sections.heapBytes(history, i);
    }
    return bytes;
  }

  private boolean isRepeatedOrder(UserHistory history, UserEvent event) {
    Commerce says = event.commerce;
    if (says == null || says.kind() != Commerce.Kind.ORDER || says.orderId() == null) {
      return false;
    }
    return history.orders.isRepeat(says.orderId(), event.timeMillis, options.ordersHorizonMillis());
  }

  private boolean isRemembered(UserHistory history, int position, long judgedAt) {
    return history.seen.hourEndMillis(position) >= behind(judgedAt, options.idHorizonMillis());
  }

  private static long behind(long watermarkMillis, long horizonMillis) {
    return watermarkMillis == Long.MIN_VALUE || watermarkMillis == Long.MAX_VALUE
        ? watermarkMillis
        : watermarkMillis - horizonMillis;
  }
}
