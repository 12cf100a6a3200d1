package io.engagement.core.metric.paths;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Paths: which item follows which, step by step, by the day of the session's start.
 *
 * <p>The first change to a session after it was flushed takes its contribution back at once; {@link
 * #flush} adds the new one.
 *
 * <p>Kept of a user: the first matching events of every session that an accepted event could still
 * change, and of the other sessions of those days and of the days that are still open, because a
 * user counts once a day for a transition. Waits for time only to forget.
 */
public final class PathsMetric implements UserMetric<PathsState> {
  /** The first layout: the breakdowns, the sessions ({@link Sessionizer#write}). */
  static final int LAYOUT_1 = 1;

  private final DefinitionKey key;
  private final int matcher;
  private final BreakdownBits breakdowns;
  private final ZoneCalendar calendar;
  private final long lateHorizonMillis;
  private final TrailKind kind;
  private final Sessionizer<Trail> sessionizer;
  private final PathCells cells;

  /**
   * @throws IllegalArgumentException for an unknown breakdown, or more than 64 of them
   */
  public PathsMetric(PathsDefinition definition, MetricSetup setup) {
    List<Breakdown> dimensions = setup.breakdowns(definition.breakdowns());
    SessionTerms terms = setup.sessions(definition.sessions());
    long gapMillis =
        definition.gapMillis() == PathsDefinition.GAP_OF_SESSIONS
            ? terms.gapMillis()
            : definition.gapMillis();
    TrailRules rules = new TrailRules(definition);
    this.breakdowns = new BreakdownBits(dimensions);
    this.calendar = setup.calendar();
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.key =
        DefinitionKey.of("paths", definition.id(), meaning(definition, gapMillis, terms, calendar));
    this.matcher = setup.schema().matcher(terms.sessionEvents());
    this.kind =
        new TrailKind(
            rules,
            setup.schema().auxiliary(definition.events()),
            setup.schema().field(definition.item()),
            dimensions.stream().mapToInt(Breakdown::slot).toArray());
    this.sessionizer =
        new Sessionizer<>(terms.rules(gapMillis, setup.schema(), setup.calendar()), kind);
    this.cells = new PathCells(key, calendar, dimensions, rules);
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
  public PathsState create() {
    return new PathsState(new SessionLine<>());
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(PathsState state, UserEvent event, UserContext user) {
    SessionLine<Trail> line = state.line;
    sessionizer.add(
        line,
        event,
        session -> cells.count(user.deltas(), state, session, session.countedUnder(), -1));
  }

  @Override
  public void flush(PathsState state, UserContext user) {
    SessionLine<Trail> line = state.line;
    line.clearVanished();
    for (int i = 0; i < line.size(); i++) {
      Session<Trail> session = line.get(i);
      if (!session.isCounted()) {
        cells.count(user.deltas(), state, session, breakdowns.all(), 1);
        session.count(breakdowns.all());
        session.setClosed(false);
      }
      // An unchanged session stays closed, also after a restart, before the first watermark.
      session.setClosed(session.isClosed() || user.watermarkMillis() >= lastJoinable(session));
    }
    int before = line.size();
    sessionizer.forgetWholeBuckets(line, user.acceptedFromMillis(), calendar::day);
    if (line.size() != before) {
      state.counts = null;
    }
  }

  private long lastJoinable(Session<Trail> session) {
    return sessionizer.rules().lastJoinableMillis(session.endMillis());
  }

  /** When the earliest day is over, all of its sessions are closed, and no late event can come. */
  @Override
  public long deadlineMillis(PathsState state) {
    SessionLine<Trail> line = state.line;
    if (line.size() == 0) {
      return Long.MAX_VALUE;
    }
    long day = calendar.day(line.get(0).startMillis());
    long endMillis = calendar.startMillis(day + 1);
    long lastMillis = endMillis - 1;
    for (int i = 0; i < line.size() && line.get(i).startMillis() < endMillis; i++) {
      lastMillis = Math.max(lastMillis, lastJoinable(line.get(i)));
    }
    return lastMillis + lateHorizonMillis;
  }

  @Override
  public void contributions(PathsState state, UserContext user) {
    SessionLine<Trail> line = state.line;
    Set<Session<Trail>> counted = new HashSet<>();
    for (int i = 0; i < line.size(); i++) {
      Session<Trail> session = line.get(i);
      cells.add(user.deltas(), line, session, session.countedUnder(), counted::contains, 1);
      counted.add(session);
    }
  }

  @Override
  public void write(PathsState state, StateWriter out) {
    breakdowns.write(out);
    sessionizer.write(state.line, out);
  }

  @Override
  public PathsState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "paths in layout %d, the newest known is %d".formatted(version, LAYOUT_1));
    }
    int[] dimensions = breakdowns.read(in);
    SessionLine<Trail> line =
        sessionizer.read(in, (from, startMillis) -> kind.read(from, startMillis, dimensions));
    for (int i = 0; i < line.size(); i++) {
      Session<Trail> session = line.get(i);
      session.count(BreakdownBits.translated(session.countedUnder(), dimensions));
    }
    return new PathsState(line);
  }

  @Override
  public int heapBytes(PathsState state) {
    int counts = state.counts == null ? 0 : state.counts.heapBytes();
    return 24 + counts + sessionizer.heapBytes(state.line);
  }
}
