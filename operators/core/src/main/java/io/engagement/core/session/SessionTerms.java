package io.engagement.core.session;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment means by a session, for families that go by its sessions: that of one of its
 * {@code sessions} definitions, or {@link #DEFAULT} without one.
 */
public interface SessionTerms {
  /** Any event, a pause of more than 30 minutes, Google Analytics' bounce. */
  SessionTerms DEFAULT = new DefaultTerms();

  /** Which events belong to sessions. */
  EventMatcher sessionEvents();

  /** The pause that ends a session when it is exceeded (or reached). */
  long gapMillis();

  /**
   * What ends a session.
   *
   * @param gap the pause, milliseconds: {@link #gapMillis} or another one
   */
  SessionRules rules(long gap, EventSchema.Builder schema, ZoneCalendar calendar);

  /** What page pings are worth. */
  PingRule pings();

  /** Which events make a session engaged; null for none. */
  @Nullable EventMatcher keyEvents();

  boolean isBounce(SessionSummary session);

  /**
   * A stable text of all that decides which sessions there are and which of them bounce: part of
   * the meaning of definitions that go by them. The gap is not in it.
   */
  String sessionMeaning();
}
