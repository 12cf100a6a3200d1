package io.engagement.core.metric.sessions;

import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine;
import io.engagement.core.session.SessionSummary;

/** What {@link SessionsMetric} keeps of a user. */
public final class SessionsState {
  /** Until there is a session. */
  static final long NEVER = Long.MAX_VALUE;

  final SessionLine<SessionSummary> line;

  /** When the user's first session ever started, epoch milliseconds; also when it is forgotten. */
  long firstStartMillis = NEVER;

  SessionsState(SessionLine<SessionSummary> line) {
    this.line = line;
  }

  boolean isFirst(Session<SessionSummary> session) {
    return session.startMillis() == firstStartMillis && session.ordinal() == 0;
  }
}
