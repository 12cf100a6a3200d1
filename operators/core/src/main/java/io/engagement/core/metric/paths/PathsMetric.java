package io.engagement.core.metric.paths;

import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionMetric;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.UserSessions;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.time.ZoneCalendar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Paths: which item follows which, step by step, by the day of the session's start.
 *
 * <p>Kept of a user: the first matching events of every session, also of those that cannot change
 * any more in days that are still open, because a user counts once a day for a transition.
 */
final class PathsMetric implements SessionMetric<TransitionCounts> {
  private static final int LAYOUT_1 = 1;

  private final DefinitionKey key;
  private final ZoneCalendar calendar;
  private final SessionSlot<PathSteps> slot;
  private final PathCells cells;

  private PathsMetric(
      PathsDefinition definition, DefinitionKey key, MetricSetup setup, SessionSection section) {
    List<Breakdown> breakdowns = setup.breakdowns(definition.breakdowns());
    PathRules rules = new PathRules(definition);
    this.key = key;
    this.calendar = setup.calendar();
    this.slot =
        section.slot(
            new PathSteps.Kind(
                rules,
                setup.schema().auxiliary(definition.events()),
                setup.schema().field(definition.item())),
            breakdowns);
    this.cells = new PathCells(key, calendar, breakdowns, rules, slot);
  }

  /**
   * The section of the sessions it goes by, with the definition added.
   *
   * @throws IllegalArgumentException for an unknown breakdown
   */
  static UserMetric<?> of(PathsDefinition definition, MetricSetup setup) {
    SessionTerms terms = setup.sessions().terms(definition.sessions());
    long gapMillis =
        definition.gapMillis() == PathsDefinition.GAP_OF_SESSIONS
            ? terms.gapMillis()
            : definition.gapMillis();
    SessionSection section = setup.sessions().section(terms, gapMillis, setup);
    DefinitionKey key =
        setup.key(
            "paths", definition.id(), meaning(definition, gapMillis, terms, setup.calendar()));
    return section.observe(new PathsMetric(definition, key, setup, section), setup);
  }

  /** Everything but breakdowns; the zone decides what a day is. */
  private static String meaning(
      PathsDefinition definition, long gapMillis, SessionTerms terms, ZoneCalendar calendar) {
    return String.join(
        "\n",
        definition.events().meaning(),
        definition.item(),
        Integer.toString(definition.steps()),
        definition.repeats().name(),
        definition.start() == null ? "from the first" : "from " + definition.start(),
        Long.toString(gapMillis),
        Integer.toString(definition.eventsPerSession()),
        terms.sessionMeaning(),
        calendar.zone().getId());
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int stateVersion() {
    return LAYOUT_1;
  }

  @Override
  public TransitionCounts create() {
    return new TransitionCounts();
  }

  @Override
  public TransitionCounts read(StateReader in, int version) {
    return new TransitionCounts();
  }

  @Override
  public void write(TransitionCounts state, StateWriter out) {}

  @Override
  public boolean isEmpty(TransitionCounts state) {
    return true;
  }

  @Override
  public int heapBytes(TransitionCounts state) {
    return state.heapBytes();
  }

  @Override
  public void add(
      TransitionCounts state, UserSessions sessions, Session session, int sign, UserContext user) {
    cells.count(user.deltas(), state, sessions, session, sign);
  }

  @Override
  public void merge(TransitionCounts into, TransitionCounts from, UserContext user) {
    into.drop();
  }

  @Override
  public void flush(TransitionCounts state, UserSessions sessions, UserContext user) {
    if (state.isKept()) {
      int counted = 0;
      for (int i = 0; i < sessions.size(); i++) {
        counted += slot.counts(sessions.get(i)) ? 1 : 0;
      }
      state.dropUnless(counted);
    }
  }

  /** All sessions of a day are needed as long as one of them may change or another may come. */
  @Override
  public long keptFromMillis(long changingFromMillis) {
    return calendar.startMillis(calendar.day(changingFromMillis));
  }

  @Override
  public long keptUntilMillis(Session session) {
    return calendar.startMillis(calendar.day(session.startMillis()) + 1) - 1;
  }

  @Override
  public void contributions(TransitionCounts state, UserSessions sessions, UserContext user) {
    Set<Session> counted = new HashSet<>();
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (slot.counts(session)) {
        cells.add(user.deltas(), sessions, session, counted::contains, 1);
        counted.add(session);
      }
    }
  }
}
