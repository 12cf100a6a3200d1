package io.engagement.core.metric.sessions;

import io.engagement.core.metric.UserContext;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.UserSessions.Identity;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.RowChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@link SessionsTables#FACTS}. */
final class SessionFacts {
  private final String metric;
  private final SessionIds ids;
  private final DimensionsJson dimensions;
  private final SessionsDefinition rules;
  private final SessionSlot<SessionEnds> slot;

  SessionFacts(
      SessionsDefinition rules, List<Breakdown> breakdowns, SessionSlot<SessionEnds> slot) {
    this.metric = rules.id();
    this.ids = new SessionIds(metric);
    this.dimensions = new DimensionsJson(breakdowns);
    this.rules = rules;
    this.slot = slot;
  }

  void publish(UserContext user, Session session, boolean isFirst, boolean closed) {
    SessionSummary summary = session.sum();
    SessionEnds ends = slot.part(session);
    long engagedMillis = summary.engagedMillis(rules.pings());
    @Nullable Object[] values = {
      user.user(),
      summary.startMillis(),
      summary.endMillis(),
      summary.durationMillis(),
      engagedMillis == SessionSummary.UNKNOWN ? null : engagedMillis,
      (long) summary.events(),
      (long) summary.views(),
      ends.entry(),
      ends.exit(),
      rules.isBounce(summary),
      isFirst,
      closed,
      dimensions.of(slot, session)
    };
    Object[] key = key(user, new Identity(session.startMillis(), session.ordinal()));
    user.facts().accept(new RowChange(SessionsTables.FACTS, key, values));
  }

  void delete(UserContext user, Identity session) {
    user.facts().accept(new RowChange(SessionsTables.FACTS, key(user, session), null));
  }

  private Object[] key(UserContext user, Identity session) {
    return new Object[] {metric, ids.of(user.user(), session)};
  }
}
