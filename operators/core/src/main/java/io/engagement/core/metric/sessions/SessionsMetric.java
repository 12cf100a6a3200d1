package io.engagement.core.metric.sessions;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.Forgetting;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.PingRule;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine;
import io.engagement.core.session.SessionLine.Identity;
import io.engagement.core.session.SessionRules;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionSummaryKind;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: a fact per session, and sums by the hour and day of the session's start.
 *
 * <p>The first change to a session after it was flushed takes its contribution back at once; {@link
 * #flush} adds the new one, so that any number of events in between costs one update.
 *
 * <p>A session is closed once Flink's watermark has reached the last instant at which an event
 * would continue it: last event + gap (one millisecond less where a pause of exactly the gap ends
 * it), or the last millisecond of its day where midnight ends it. Flink's watermark w says that
 * nothing at or before w is still to come in order, so it has then passed that instant. A late
 * event may open the session again.
 *
 * <p>Kept of a user: the start of the first session ever, and every session that an accepted event
 * could still change.
 */
public final class SessionsMetric implements UserMetric<SessionsState> {
  private final DefinitionKey key;
  private final SessionsDefinition.Publish publish;
  private final int matcher;
  private final long lateHorizonMillis;
  private final long allBreakdowns;
  private final SessionsLayout layout;
  private final Sessionizer<SessionSummary> sessionizer;
  private final SessionRules rules;
  private final SessionCells cells;
  private final SessionFacts facts;

  /**
   * @throws IllegalArgumentException for an unknown breakdown, or more than 64 of them
   */
  public SessionsMetric(SessionsDefinition definition, MetricSetup setup) {
    List<Breakdown> breakdowns = setup.breakdowns(definition.breakdowns());
    BreakdownBits bits = new BreakdownBits(breakdowns);
    PingRule pings = definition.pings();
    Engaged engaged = new Engaged(pings, definition.bounce());
    this.key = DefinitionKey.of("sessions", definition.id(), meaning(definition, setup));
    this.publish = definition.publish();
    this.matcher = setup.schema().matcher(definition.sessionEvents());
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.allBreakdowns = bits.all();
    SessionSummaryKind kind =
        new SessionSummaryKind(
            setup.schema(),
            pings,
            definition.keyEvents(),
            breakdowns.stream().mapToInt(Breakdown::slot).toArray());
    this.rules = definition.rules(definition.gapMillis(), setup.schema(), setup.calendar());
    this.sessionizer = new Sessionizer<>(rules, kind);
    this.layout = new SessionsLayout(bits, kind, sessionizer);
    this.cells = new SessionCells(key, setup.calendar(), breakdowns, engaged);
    this.facts = new SessionFacts(definition.id(), breakdowns, engaged);
  }

  /** Everything but breakdowns and publication; the zone decides what a day is. */
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
        setup.calendar().zone().getId());
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
    return SessionsLayout.NEWEST;
  }

  @Override
  public SessionsState create() {
    return new SessionsState(new SessionLine<>());
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(SessionsState state, UserEvent event, UserContext user) {
    boolean isEarliest = event.timeMillis < state.firstStartMillis;
    if (isEarliest && state.line.size() > 0) {
      Session<SessionSummary> first = state.line.get(0);
      if (state.isFirst(first)) {
        Sessionizer.takeBack(first, session -> takeBack(state, session, user));
      }
    }
    sessionizer.add(state.line, event, session -> takeBack(state, session, user));
    if (isEarliest) {
      state.firstStartMillis = event.timeMillis;
    }
  }

  private void takeBack(SessionsState state, Session<SessionSummary> session, UserContext user) {
    cells.add(user.deltas(), session, state.isFirst(session), session.countedUnder(), -1);
  }

  @Override
  public void flush(SessionsState state, UserContext user) {
    SessionLine<SessionSummary> line = state.line;
    if (!line.vanished().isEmpty()) {
      deleteVanished(line, user);
    }
    for (int i = 0; i < line.size(); i++) {
      flush(state, line.get(i), user);
    }
    sessionizer.forget(line, user.acceptedFromMillis());
  }

  /** Ids may have been published by a run that is being repeated: deleted even if not by this. */
  private void deleteVanished(SessionLine<SessionSummary> line, UserContext user) {
    for (Identity identity : line.vanished()) {
      Session<SessionSummary> session = line.find(identity);
      if (session == null || !isPublished(isClosed(session, user))) {
        facts.delete(user, identity);
      }
    }
    line.clearVanished();
  }

  private void flush(SessionsState state, Session<SessionSummary> session, UserContext user) {
    boolean closed = isClosed(session, user);
    if (session.isCounted() && closed == session.isClosed()) {
      return;
    }
    boolean isFirst = state.isFirst(session);
    if (!session.isCounted()) {
      cells.add(user.deltas(), session, isFirst, allBreakdowns, 1);
      session.count(allBreakdowns);
    }
    if (isPublished(closed)) {
      facts.publish(user, session, isFirst, closed);
    } else if (session.isClosed()) {
      facts.delete(user, new Identity(session.startMillis(), session.ordinal()));
    }
    session.setClosed(closed);
  }

  private boolean isPublished(boolean closed) {
    return closed || publish == SessionsDefinition.Publish.CHANGES;
  }

  /** An unchanged session stays closed, also right after a restart, before the first watermark. */
  private boolean isClosed(Session<SessionSummary> session, UserContext user) {
    return (session.isCounted() && session.isClosed())
        || user.watermarkMillis() >= rules.lastJoinableMillis(session.endMillis());
  }

  /** When a session closes; when all have, that they can be forgotten. */
  @Override
  public long deadlineMillis(SessionsState state) {
    long deadline = Long.MAX_VALUE;
    for (int i = 0; i < state.line.size(); i++) {
      Session<SessionSummary> session = state.line.get(i);
      if (!session.isClosed() || !session.isCounted()) {
        deadline = Math.min(deadline, rules.lastJoinableMillis(session.endMillis()));
      }
    }
    if (deadline == Long.MAX_VALUE && state.line.size() > 0) {
      long lastMillis = state.line.get(state.line.size() - 1).endMillis();
      return Forgetting.deadlineMillis(rules.lastJoinableMillis(lastMillis), lateHorizonMillis);
    }
    return deadline;
  }

  @Override
  public void facts(SessionsState state, UserContext user) {
    for (int i = 0; i < state.line.size(); i++) {
      Session<SessionSummary> session = state.line.get(i);
      if (isPublished(session.isClosed())) {
        facts.publish(user, session, state.isFirst(session), session.isClosed());
      }
    }
  }

  @Override
  public void contributions(SessionsState state, UserContext user) {
    for (int i = 0; i < state.line.size(); i++) {
      Session<SessionSummary> session = state.line.get(i);
      cells.add(user.deltas(), session, state.isFirst(session), session.countedUnder(), 1);
    }
  }

  @Override
  public void write(SessionsState state, StateWriter out) {
    layout.write(state, out);
  }

  @Override
  public SessionsState read(StateReader in, int version) {
    return layout.read(in, version);
  }

  @Override
  public int heapBytes(SessionsState state) {
    return 24 + sessionizer.heapBytes(state.line);
  }
}
