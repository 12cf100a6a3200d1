package io.engagement.core.metric.sessions;

import io.engagement.core.session.PingRule;
import io.engagement.core.session.SessionSummary;

/**
 * When a session was engaged, and when it bounced.
 *
 * @param bounce what a bounce is
 */
record Engaged(PingRule pings, SessionsDefinition.Bounce bounce) {
  boolean isBounce(SessionSummary session) {
    return switch (bounce) {
      case NOT_ENGAGED -> !session.isEngaged(pings);
      case SINGLE_VIEW -> session.events() == 1 && session.views() == 1;
    };
  }
}
