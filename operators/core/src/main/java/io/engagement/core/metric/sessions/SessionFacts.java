package io.engagement.core.metric.sessions;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.RowChange;
import io.engagement.core.metric.UserContext;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine.Identity;
import io.engagement.core.session.SessionSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@link SessionsTables#FACTS}. */
final class SessionFacts {
  private final String metric;
  private final SessionIds ids;
  private final DimensionsJson dimensions;
  private final Engaged engaged;

  SessionFacts(String metric, List<Breakdown> breakdowns, Engaged engaged) {
    this.metric = metric;
    this.ids = new SessionIds(metric);
    this.dimensions = new DimensionsJson(breakdowns);
    this.engaged = engaged;
  }

  void publish(UserContext user, Session<SessionSummary> session, boolean isFirst, boolean closed) {
    SessionSummary summary = session.sum();
    @Nullable Object[] values = {
      user.user(),
      summary.startMillis(),
      summary.endMillis(),
      summary.durationMillis(),
      summary.engagedMillis(engaged.pings()),
      (long) summary.events(),
      (long) summary.views(),
      summary.entryPage(),
      summary.exitPage(),
      engaged.isBounce(summary),
      isFirst,
      closed,
      dimensions.of(summary)
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
