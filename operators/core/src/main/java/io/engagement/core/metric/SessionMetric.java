package io.engagement.core.metric;

import io.engagement.core.event.UserEvent;
import io.engagement.core.session.Session;
import io.engagement.core.session.UserSessions;
import io.engagement.core.session.UserSessions.Identity;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A definition that goes by sessions: an observer of a {@link SessionSection}, which puts events
 * into sessions once for all definitions with the same rules, and keeps their parts of each session
 * ({@link io.engagement.core.session.SessionSlot}).
 *
 * <p>A definition that comes new to a section counts the sessions that begin from then on; of
 * sessions that were there before it is told nothing.
 *
 * @param <S> what it keeps of a user besides its parts of sessions; mutable
 */
public interface SessionMetric<S> extends PublishedMetric {

  /** The layout {@link #write} and the parts use, from 1. */
  int stateVersion();

  /** The newest layout that {@link #read} knows, which a definition may have no need to write. */
  default int newestVersion() {
    return stateVersion();
  }

  S create();

  /** Reads what {@link #write} wrote in this or an older layout. */
  S read(StateReader in, int version);

  void write(S state, StateWriter out);

  /**
   * Whether nothing would be lost if a flushed state were created again; then it is not written.
   */
  boolean isEmpty(S state);

  /** What the state takes on the heap, roughly. */
  int heapBytes(S state);

  /** Whether {@link #onEvent} needs to see an event, which sessions need not. A bit test. */
  default boolean wants(UserEvent event) {
    return false;
  }

  /** Takes an accepted event that {@link #wants} said yes to, before it joins its session. */
  default void onEvent(S state, UserEvent event, UserContext user) {}

  /**
   * Adds what a session contributes, or takes it back before the session changes. While it is
   * added, it is not counted among the user's sessions yet; while it is taken back, it still is.
   *
   * @param sign 1 or -1
   */
  void add(S state, UserSessions sessions, Session session, int sign, UserContext user);

  /**
   * Notes that a counted session does not count any more; it, or one that it becomes part of, will
   * be added again. The caller has taken back what it contributes; emits nothing.
   */
  default void uncount(S state, Session session) {}

  /**
   * Adds what is kept under another id of the same person, as {@link UserMetric#merge} does. No
   * session of either is counted any more, see {@link #uncount}.
   *
   * @param from not to be used afterwards
   */
  void merge(S into, S from, UserContext user);

  /** Tells of a flushed session that has changed, or has been closed since. */
  default void publish(
      S state, UserSessions sessions, Session session, boolean closed, UserContext user) {}

  /**
   * Tells of an identity that a session has lost since the last flush; it may have been published.
   *
   * @param now the session that has it now; null for none
   * @param closed whether that session is closed
   */
  default void vanish(
      S state, Identity identity, @Nullable Session now, boolean closed, UserContext user) {}

  /** Emits what else is outstanding and expires, once all sessions have been flushed. */
  default void flush(S state, UserSessions sessions, UserContext user) {}

  /** Whether {@link #publish} must be told in time that a session has closed. */
  default boolean publishesClosing() {
    return false;
  }

  /**
   * The earliest start of a session that is needed although it cannot change, as long as nothing
   * before an instant changes; epoch milliseconds.
   */
  default long keptFromMillis(long changingFromMillis) {
    return Long.MAX_VALUE;
  }

  /** The last instant that must be behind the late horizon before a session is not needed. */
  default long keptUntilMillis(Session session) {
    return Long.MIN_VALUE;
  }

  /** As {@link UserMetric#deadlineMillis}, for what is kept besides sessions. */
  default long deadlineMillis(S state) {
    return Long.MAX_VALUE;
  }

  /** Adds all that a flushed user contributes, from nothing; changes no state. */
  void contributions(S state, UserSessions sessions, UserContext user);

  /** Publishes again all facts that are kept of a flushed user; changes no state. */
  default void facts(S state, UserSessions sessions, UserContext user) {}
}
