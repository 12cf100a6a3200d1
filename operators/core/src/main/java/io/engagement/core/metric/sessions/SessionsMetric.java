package io.engagement.core.metric.sessions;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionMetric;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.Publish;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.UserSessions;
import io.engagement.core.session.UserSessions.Identity;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: a fact per session, and sums by the hour and day of the session's start. It keeps
 * nothing of a user but what every session is ({@link SessionSection}), the pages of its ends and
 * its orders, and which rows of open sessions have been published where the next ones wait.
 */
final class SessionsMetric implements SessionMetric<OpenRows> {
  static final int LAYOUT_2 = 2;

  /** Written where rows of open sessions are published at most once in a time. */
  private static final int LAYOUT_3 = 3;

  /** Of all users where no row waits for its time; stays empty. */
  private static final OpenRows NONE = new OpenRows();

  private final DefinitionKey key;
  private final Publish publish;
  private final SessionSlot<SessionPart> slot;
  private final SessionCells cells;
  private final SessionFacts facts;

  private SessionsMetric(SessionsDefinition definition, MetricSetup setup, SessionSection section) {
    List<Breakdown> breakdowns = setup.breakdowns(definition.breakdowns());
    this.key = setup.key("sessions", definition.id(), meaning(definition, setup));
    this.publish = definition.publish();
    this.slot =
        section.slot(
            new SessionPart.Kind(SessionEnds.pages(setup.schema()), definition.currency()),
            breakdowns);
    setup.readCommerce(Commerce.Kind.ORDER);
    this.cells = new SessionCells(key, setup.calendar(), breakdowns, definition, slot);
    this.facts = new SessionFacts(definition, breakdowns, slot);
  }

  /**
   * The section of the sessions, with a definition added.
   *
   * @throws IllegalArgumentException for an unknown breakdown
   */
  static UserMetric<?> of(SessionsDefinition definition, MetricSetup setup) {
    SessionSection section = setup.sessions().section(definition, definition.gapMillis(), setup);
    return section.observe(new SessionsMetric(definition, setup, section), setup);
  }

  /**
   * Everything but breakdowns and publication; the zone decides what a day is. The usual currency
   * was no part of it at first, so that one that is not said has no line.
   */
  private static String meaning(SessionsDefinition definition, MetricSetup setup) {
    return String.join(
        "\n",
        definition.events().meaning(),
        meaning(definition.exclude()),
        Long.toString(definition.gapMillis()),
        definition.boundary().name(),
        definition.splits().stream().map(Enum::name).sorted().toList().toString(),
        definition.bounce().name(),
        meaning(definition.keyEvents()),
        Long.toString(definition.heartbeatMillis()),
        Long.toString(definition.minimumVisitMillis()),
        currency(definition) + setup.calendar().zone().getId());
  }

  private static String currency(SessionsDefinition definition) {
    return definition.currency().equals(DefinitionContext.USUAL_CURRENCY)
        ? ""
        : "currency " + definition.currency() + '\n';
  }

  private static String meaning(@Nullable EventMatcher matcher) {
    return matcher == null ? "none" : matcher.meaning();
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int stateVersion() {
    return publish.isEvery() ? LAYOUT_3 : LAYOUT_2;
  }

  @Override
  public int newestVersion() {
    return LAYOUT_3;
  }

  @Override
  public OpenRows create() {
    return publish.isEvery() ? new OpenRows() : NONE;
  }

  /** Layout 3 has the rows of open sessions after the parts; without, each is published anew. */
  @Override
  public OpenRows read(StateReader in, int version) {
    OpenRows read = version >= LAYOUT_3 ? OpenRows.read(in) : create();
    return publish.isEvery() ? read : NONE;
  }

  @Override
  public void write(OpenRows state, StateWriter out) {
    if (publish.isEvery()) {
      state.write(out);
    }
  }

  @Override
  public boolean isEmpty(OpenRows state) {
    return state.isEmpty();
  }

  @Override
  public int heapBytes(OpenRows state) {
    return publish.isEvery() ? state.heapBytes() : 0;
  }

  @Override
  public void add(
      OpenRows state, UserSessions sessions, Session session, int sign, UserContext user) {
    cells.add(user.deltas(), session, sessions.isFirst(session), sign);
  }

  @Override
  public void merge(OpenRows into, OpenRows from, UserContext user) {
    // All rows of either are taken back with the merge, so those that follow cannot wait.
    into.clear();
  }

  @Override
  public void publish(
      OpenRows state, UserSessions sessions, Session session, boolean closed, UserContext user) {
    Identity identity = new Identity(session.startMillis(), session.ordinal());
    if (closed) {
      state.forget(identity);
    }
    if (!isPublished(closed)) {
      if (session.isClosed()) {
        facts.delete(user, identity);
      }
    } else if (closed
        || !publish.isEvery()
        || state.publishes(session, sessions.isFirst(session), publish)) {
      facts.publish(user, session, sessions.isFirst(session), closed);
    }
  }

  /** Ids may have been published by a run that is being repeated: deleted even if not by this. */
  @Override
  public void vanish(
      OpenRows state, Identity identity, @Nullable Session now, boolean closed, UserContext user) {
    // A row that is there now is another session's, what is left of this one, or has to take it in:
    // none of them can wait.
    state.clear();
    if (now == null || !slot.counts(now) || !isPublished(closed)) {
      facts.delete(user, identity);
    }
  }

  private boolean isPublished(boolean closed) {
    return closed || !publish.isOnlyClosed();
  }

  @Override
  public boolean publishesClosing() {
    return true;
  }

  @Override
  public void contributions(OpenRows state, UserSessions sessions, UserContext user) {
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (slot.counts(session)) {
        add(state, sessions, session, 1, user);
      }
    }
  }

  @Override
  public void facts(OpenRows state, UserSessions sessions, UserContext user) {
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (slot.counts(session) && isPublished(session.isClosed())) {
        facts.publish(user, session, sessions.isFirst(session), session.isClosed());
      }
    }
  }
}
