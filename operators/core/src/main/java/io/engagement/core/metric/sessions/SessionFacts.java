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
  private final SessionSlot<SessionPart> slot;

  SessionFacts(
      SessionsDefinition rules, List<Breakdown> breakdowns, SessionSlot<SessionPart> slot) {
    this.metric = rules.id();
    this.ids = new SessionIds(metric);
    this.dimensions = new DimensionsJson(breakdowns);
    this.rules = rules;
    this.slot = slot;
  }

  void publish(UserContext user, Session session, boolean isFirst, boolean closed) {
    SessionSummary summary = session.sum();
    SessionEnds ends = slot.part(session).ends();
    SessionOrders orders = slot.part(session).orders();
    long engagedMillis = summary.engagedMillis(rules.pings());
    @Nullable Object[] values = SessionsTables.FACTS.newValues();
    SessionsTables.FACT_USER_ID.set(values, user.user());
    SessionsTables.FACT_STARTED_AT.set(values, summary.startMillis());
    SessionsTables.FACT_ENDED_AT.set(values, summary.endMillis());
    SessionsTables.FACT_DURATION_SECONDS.set(values, summary.durationMillis());
    SessionsTables.FACT_ENGAGED_SECONDS.set(
        values, engagedMillis == SessionSummary.UNKNOWN ? null : engagedMillis);
    SessionsTables.FACT_EVENTS.set(values, (long) summary.events());
    SessionsTables.FACT_VIEWS.set(values, (long) summary.views());
    SessionsTables.FACT_ENTRY_PAGE.set(values, ends.entry());
    SessionsTables.FACT_EXIT_PAGE.set(values, ends.exit());
    SessionsTables.FACT_BOUNCED.set(values, rules.isBounce(summary));
    SessionsTables.FACT_NEW_USER.set(values, isFirst);
    SessionsTables.FACT_CLOSED.set(values, closed);
    SessionsTables.FACT_DIMENSIONS.set(values, dimensions.of(slot, session));
    SessionsTables.FACT_ORDERS.set(values, orders.isKnown() ? orders.count() : null);
    SessionsTables.FACT_AMOUNT.set(values, orders.amount());
    SessionsTables.FACT_CURRENCY.set(values, orders.currency());
    Object[] key = key(user, new Identity(session.startMillis(), session.ordinal()));
    user.facts().accept(new RowChange(SessionsTables.FACTS, key, values));
  }

  void delete(UserContext user, Identity session) {
    user.facts().accept(new RowChange(SessionsTables.FACTS, key(user, session), null));
  }

  private Object[] key(UserContext user, Identity session) {
    Object[] key = SessionsTables.FACTS.newKey();
    SessionsTables.FACT_METRIC.set(key, metric);
    SessionsTables.FACT_SESSION_ID.set(key, ids.of(user.user(), session));
    return key;
  }
}
