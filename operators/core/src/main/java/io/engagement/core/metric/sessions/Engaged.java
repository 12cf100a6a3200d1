package io.engagement.core.metric.sessions;

import io.engagement.core.session.PingRule;
import io.engagement.core.session.SessionSummary;

/**
 * When a session was engaged, and when it bounced.
 *
 * @param bounce what a bounce is
 */
record Engaged(PingRule pings, SessionsDefinition.Bounce bounce) {
  private static final long MORE_THAN_MILLIS = 10_000;
  private static final int VIEWS = 2;

  boolean isBounce(SessionSummary session) {
    return switch (bounce) {
      case NOT_ENGAGED ->
          session.views() < VIEWS
              && session.durationMillis() <= MORE_THAN_MILLIS
              && !session.hasKeyEvent()
              && session.engagedMillis(pings) <= MORE_THAN_MILLIS;
      case SINGLE_VIEW -> session.events() == 1 && session.views() == 1;
    };
  }
}
