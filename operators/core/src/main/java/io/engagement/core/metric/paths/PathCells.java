package io.engagement.core.metric.paths;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.CellValue;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.paths.TransitionCounts.Transition;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine;
import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a session contributes to {@link PathsTable#TABLE}, next to the user's others of the day. */
final class PathCells {
  /** With so many sessions it is cheaper to count transitions than to look for them. */
  private static final int MANY_SESSIONS = 32;

  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final List<Breakdown> breakdowns;
  private final TrailRules rules;

  PathCells(
      DefinitionKey definition,
      ZoneCalendar calendar,
      List<Breakdown> breakdowns,
      TrailRules rules) {
    this.definition = definition;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
    this.rules = rules;
  }

  /** Another session of the day, and its path. */
  private record Other(Session<Trail> session, List<String> path) {

    boolean makes(List<String> transitions, int at) {
      return at + 1 < path.size()
          && path.get(at).equals(transitions.get(at))
          && path.get(at + 1).equals(transitions.get(at + 1));
    }
  }

  /**
   * Adds a session to those of a user that are counted, or takes it back before it is not any more.
   *
   * @param under the breakdowns it counts under besides the total, as bits
   * @param sign 1 or -1
   */
  void count(DeltaBuffer deltas, PathsState state, Session<Trail> session, long under, int sign) {
    if (state.counts == null && state.line.size() < MANY_SESSIONS) {
      add(deltas, state.line, session, under, Session::isCounted, sign);
      return;
    }
    List<String> path = rules.path(session.sum());
    long day = calendar.day(session.startMillis());
    TransitionCounts counts = counts(state);
    for (int i = 0; i + 1 < path.size(); i++) {
      boolean isOnly = counts.add(transition(day, path, i, TransitionCounts.TOTAL, ""), sign);
      add(cell(deltas, day, path, i).total().cell(), isOnly, sign);
      for (long left = under; left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        String value = session.sum().values.text(d);
        isOnly = counts.add(transition(day, path, i, d, value), sign);
        add(cell(deltas, day, path, i).dimension(breakdowns.get(d), value).cell(), isOnly, sign);
      }
    }
  }

  private TransitionCounts counts(PathsState state) {
    TransitionCounts counts = state.counts;
    if (counts == null) {
      counts = new TransitionCounts();
      for (int s = 0; s < state.line.size(); s++) {
        Session<Trail> session = state.line.get(s);
        if (session.isCounted()) {
          count(counts, session);
        }
      }
      state.counts = counts;
    }
    return counts;
  }

  private void count(TransitionCounts counts, Session<Trail> session) {
    List<String> path = rules.path(session.sum());
    long day = calendar.day(session.startMillis());
    for (int i = 0; i + 1 < path.size(); i++) {
      counts.add(transition(day, path, i, TransitionCounts.TOTAL, ""), 1);
      for (long left = session.countedUnder(); left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        counts.add(transition(day, path, i, d, session.sum().values.text(d)), 1);
      }
    }
  }

  private static Transition transition(
      long day, List<String> path, int at, int dimension, String value) {
    return new Transition(day, at, path.get(at), path.get(at + 1), dimension, value);
  }

  /**
   * Adds a session, or takes it back. A user counts once for a transition, however many of the
   * day's sessions make it: the first one added brings the user, the last one taken back takes them
   * away.
   *
   * @param under the breakdowns it counts under besides the total, as bits
   * @param counted which of the line's sessions are counted besides
   * @param sign 1 or -1
   */
  void add(
      DeltaBuffer deltas,
      SessionLine<Trail> line,
      Session<Trail> session,
      long under,
      Predicate<Session<Trail>> counted,
      int sign) {
    List<String> path = rules.path(session.sum());
    if (path.size() < 2) {
      return;
    }
    long day = calendar.day(session.startMillis());
    List<Other> others = others(line, session, day, counted);
    for (int i = 0; i + 1 < path.size(); i++) {
      List<Other> alike = alike(others, path, i);
      add(cell(deltas, day, path, i).total().cell(), alike.isEmpty(), sign);
      for (long left = under; left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        String value = session.sum().values.text(d);
        add(
            cell(deltas, day, path, i).dimension(breakdowns.get(d), value).cell(),
            !isAmong(alike, d, value),
            sign);
      }
    }
  }

  private List<Other> others(
      SessionLine<Trail> line,
      Session<Trail> session,
      long day,
      Predicate<Session<Trail>> counted) {
    List<Other> others = new ArrayList<>();
    long from = calendar.startMillis(day);
    long to = calendar.startMillis(day + 1);
    for (int i = 0; i < line.size(); i++) {
      Session<Trail> other = line.get(i);
      if (other != session
          && other.startMillis() >= from
          && other.startMillis() < to
          && counted.test(other)) {
        others.add(new Other(other, rules.path(other.sum())));
      }
    }
    return others;
  }

  private static List<Other> alike(List<Other> others, List<String> path, int at) {
    List<Other> alike = new ArrayList<>(0);
    for (Other other : others) {
      if (other.makes(path, at)) {
        alike.add(other);
      }
    }
    return alike;
  }

  /** Whether one of the sessions counts under that value of a dimension too. */
  private static boolean isAmong(List<Other> others, int dimension, String value) {
    for (Other other : others) {
      Session<Trail> session = other.session();
      if ((session.countedUnder() >>> dimension & 1) != 0
          && session.sum().values.text(dimension).equals(value)) {
        return true;
      }
    }
    return false;
  }

  private DeltaBuffer cell(DeltaBuffer deltas, long day, List<String> path, int at) {
    return deltas
        .at(PathsTable.TABLE, definition)
        .number(day)
        .number(at + 1L)
        .text(path.get(at))
        .text(path.get(at + 1));
  }

  private static void add(CellValue cell, boolean isOnly, int sign) {
    if (isOnly) {
      cell.add(PathsTable.USERS, sign);
    }
    cell.add(PathsTable.TRANSITIONS, sign);
  }
}
