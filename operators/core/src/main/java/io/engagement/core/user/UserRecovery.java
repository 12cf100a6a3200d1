package io.engagement.core.user;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a user's history after a {@link MetricMistake}, as if the event that caused it had never
 * come: from the bytes that were written last, when the history was flushed, and the events that
 * were accepted since.
 *
 * <p>What the metrics had emitted for that event is taken back. It is found out by letting them
 * make the mistake once more, where nobody listens: a metric is a function of state and events, so
 * it goes exactly as far as before. This costs nothing as long as no metric throws.
 */
public final class UserRecovery {
  private final UserTimeline timeline;
  private final DeltaBuffer deltas;
  private final StateWriter scratch = new StateWriter(1024);

  /**
   * @param deltas of the timeline
   */
  public UserRecovery(UserTimeline timeline, DeltaBuffer deltas) {
    this.timeline = timeline;
    this.deltas = deltas;
  }

  /**
   * A history that could not be flushed or written, made good.
   *
   * @param history flushed, unless the watermark alone prevents it; can be written
   * @param poisoned the accepted events that were left out
   * @param deadlineMillis as {@link UserTimeline#flush} gives it
   */
  public record Flushed(UserHistory history, List<Poisoned> poisoned, long deadlineMillis) {}

  /** An event and what a metric made of it. */
  public record Poisoned(UserEvent event, MetricMistake mistake) {}

  /**
   * The history before an event that a metric threw at.
   *
   * @param written the history as it was written last; null when it never was
   * @param accepted what was accepted since, in that order
   */
  public UserHistory before(byte @Nullable [] written, List<UserEvent> accepted, UserEvent poison) {
    DeltaBuffer emitted = new DeltaBuffer();
    UserHistory broken = rebuilt(written, accepted);
    MetricMistake again = emittingTo(emitted, () -> timeline.replay(broken, poison));
    if (again == null) {
      throw new IllegalStateException(
          "a metric threw at an event and did not when it was shown the event again");
    }
    deltas.subtractAll(emitted);
    return rebuilt(written, accepted);
  }

  /**
   * The history after flushing, without the events that it cannot be flushed or written with. One
   * that the watermark alone keeps from being flushed stays as it is, to be tried again in a day.
   */
  public Flushed flushed(String user, byte @Nullable [] written, List<UserEvent> accepted) {
    DeltaBuffer emitted = new DeltaBuffer();
    UserHistory broken = readOrCreate(written);
    emittingTo(
        emitted,
        () -> {
          accepted.forEach(event -> timeline.replay(broken, event));
          timeline.flushHoldingFacts(user, broken, scratch);
        });
    deltas.subtractAll(emitted);
    return flushedOneByOne(user, written, accepted);
  }

  /**
   * Goes on from the bytes of the last event that it went well with: no event is replayed twice.
   * Each is flushed as of when it came, because those that come after it may still change what has
   * expired by now.
   */
  private Flushed flushedOneByOne(
      String user, byte @Nullable [] written, List<UserEvent> accepted) {
    List<Poisoned> poisoned = new ArrayList<>();
    byte[] last = written;
    UserHistory history = readOrCreate(last);
    for (UserEvent event : accepted) {
      UserHistory next = history;
      MetricMistake mistake =
          publishing(
              () -> {
                timeline.replay(next, event);
                timeline.asOf(
                    event.jobWatermarkMillis,
                    () -> timeline.flushHoldingFacts(user, next, scratch));
              });
      if (mistake == null) {
        last = scratch.toBytes();
      } else {
        poisoned.add(new Poisoned(event, mistake));
        history = readOrCreate(last);
      }
    }
    UserHistory now = history;
    long[] deadline = {timeline.ahead(Long.MIN_VALUE)};
    MetricMistake mistake =
        publishing(() -> deadline[0] = timeline.flushHoldingFacts(user, now, scratch));
    return new Flushed(mistake == null ? now : readOrCreate(last), poisoned, deadline[0]);
  }

  /** Does some work, all of it or nothing. */
  private @Nullable MetricMistake publishing(Runnable work) {
    DeltaBuffer emitted = new DeltaBuffer();
    MetricMistake mistake =
        emittingTo(
            emitted,
            () -> {
              work.run();
              timeline.context().publishFacts();
            });
    if (mistake == null) {
      deltas.addAll(emitted);
    }
    return mistake;
  }

  /**
   * The history as it was before something that did not emit anything failed half-way.
   *
   * @param written the history as it was written last; null when it never was
   * @param accepted what was accepted since, in that order
   */
  public UserHistory rebuilt(byte @Nullable [] written, List<UserEvent> accepted) {
    UserHistory history = readOrCreate(written);
    emittingNowhere(() -> accepted.forEach(event -> timeline.replay(history, event)));
    return history;
  }

  private UserHistory readOrCreate(byte @Nullable [] written) {
    return written == null ? timeline.create() : timeline.read(written);
  }

  private void emittingNowhere(Runnable work) {
    MetricMistake mistake = emittingTo(new DeltaBuffer(), work);
    if (mistake != null) {
      throw mistake;
    }
  }

  private @Nullable MetricMistake emittingTo(DeltaBuffer buffer, Runnable work) {
    TimelineContext context = timeline.context();
    DeltaBuffer before = context.deltas;
    context.deltas = buffer;
    try {
      work.run();
      return null;
    } catch (MetricMistake mistake) {
      return mistake;
    } finally {
      context.deltas = before;
      context.dropFacts();
    }
  }
}
