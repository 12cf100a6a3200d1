package io.engagement.core.metric;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.NewerLayoutException;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DefinitionKey;
import java.util.List;

/**
 * One metric definition: a pure function of one user's history, kept incrementally.
 *
 * <p>The laws every implementation keeps, whatever the order of arrival:
 *
 * <ol>
 *   <li>after every {@link #flush}, the sum of all deltas emitted so far for the user equals {@link
 *       #contributions} of the state (plus those of what expired as unchangeable);
 *   <li>{@link #contributions} equal a batch computation over the user's raw events;
 *   <li>permuted arrival, repeats, {@link #write}/{@link #read} at any point: the same result.
 * </ol>
 *
 * <p>An implementation is stateless and may be used for any number of users from one thread. It has
 * no clock.
 *
 * @param <S> the user's section of state; mutable
 */
public interface UserMetric<S> extends PublishedMetric {

  /** Names the section in every user's history. */
  @Override
  DefinitionKey definition();

  /** The definitions whose rows it publishes: itself, or those that share its section. */
  default List<PublishedMetric> published() {
    return List.of(this);
  }

  /** The layout {@link #write} uses, from 1. */
  default int stateVersion() {
    return 1;
  }

  /** The state of a user who has done nothing yet. */
  S create();

  /**
   * Reads a state to the end of the reader.
   *
   * @param version its layout, from 1 to {@link #stateVersion}
   * @throws IllegalStateException when the state is damaged
   */
  S read(StateReader in, int version);

  /**
   * {@link #read}, unless the layout is newer than this version of the metric.
   *
   * @throws NewerLayoutException when it is
   * @throws IllegalStateException when the state is damaged
   */
  default S readIfKnown(StateReader in, int version) {
    if (version < 1 || version > stateVersion()) {
      throw new NewerLayoutException(
          "state of " + definition().family() + ' ' + definition().id(), version, stateVersion());
    }
    return read(in, version);
  }

  void write(S state, StateWriter out);

  /**
   * Whether nothing would be lost if a flushed state were created again by the user's next event;
   * then it is not written.
   */
  default boolean isEmpty(S state) {
    return false;
  }

  /** What the decoded state takes on the heap, roughly; for sizing the cache. */
  int heapBytes(S state);

  /** Whether {@link #onEvent} needs to see an event. Cheap: a bit test. */
  boolean wants(UserEvent event);

  /**
   * Takes an accepted event that {@link #wants} said yes to, in order of arrival. May emit deltas
   * at once, or leave them to {@link #flush}. Must not keep the event.
   */
  void onEvent(S state, UserEvent event, UserContext user);

  /**
   * Emits what is outstanding: deltas and facts. Called before the history is stored and whenever
   * {@link #deadlineMillis} has been reached by the watermark. May expire what can no longer
   * change.
   */
  void flush(S state, UserContext user);

  /**
   * The event time that the watermark must reach for {@link #flush} to have something to do without
   * a new event, epoch milliseconds; {@link Long#MAX_VALUE} when silence changes nothing.
   */
  default long deadlineMillis(S state) {
    return Long.MAX_VALUE;
  }

  /**
   * Adds what is known under another id of the same person, as if all events of both had come under
   * one id: to the byte, for what both states still hold. Both have just been flushed, and the
   * caller has taken back what they contributed and published; it emits nothing. Afterwards nothing
   * of the state counts as emitted: the next {@link #flush} emits all of it. All of this happens at
   * one {@link UserContext#restatedFromMillis}, because it decides what is still restated.
   *
   * @param from not to be used afterwards
   */
  default void merge(S into, S from, UserContext user) {
    throw new UnsupportedOperationException(definition().family() + " cannot be merged");
  }

  /**
   * Emits every fact that the state holds as it stands, whether it was emitted before or not: for a
   * sink that may hold something else. Only valid right after {@link #flush}. Changes no state.
   */
  default void facts(S state, UserContext user) {}

  /**
   * Adds all that the user currently contributes to {@link UserContext#deltas}, from nothing; never
   * more than was emitted, so that taking it back leaves no cell below 0. Only valid right after
   * {@link #flush}. Changes no state.
   */
  void contributions(S state, UserContext user);
}
