package io.engagement.core.metric.paths;

import io.engagement.core.metric.paths.TransitionCounts.Transition;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.UserSessions;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
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
  private final PathRules rules;
  private final SessionSlot<PathSteps> slot;

  PathCells(
      DefinitionKey definition,
      ZoneCalendar calendar,
      List<Breakdown> breakdowns,
      PathRules rules,
      SessionSlot<PathSteps> slot) {
    this.definition = definition;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
    this.rules = rules;
    this.slot = slot;
  }

  /** Another session of the day, and its path. */
  private record Other(Session session, List<String> path) {

    boolean makes(List<String> transitions, int at) {
      return at + 1 < path.size()
          && path.get(at).equals(transitions.get(at))
          && path.get(at + 1).equals(transitions.get(at + 1));
    }
  }

  private List<String> path(Session session) {
    return rules.path(slot.part(session));
  }

  /**
   * Adds a session to those of a user that are counted, or takes it back before it is not any more.
   *
   * @param sign 1 or -1
   */
  void count(
      DeltaBuffer deltas,
      TransitionCounts counts,
      UserSessions sessions,
      Session session,
      int sign) {
    if (!counts.isKept() && sessions.size() < MANY_SESSIONS) {
      add(deltas, sessions, session, Session::isCounted, sign);
      return;
    }
    if (!counts.isKept()) {
      begin(counts, sessions);
    }
    counts.addSession(sign);
    List<String> path = path(session);
    long day = calendar.day(session.startMillis());
    for (int i = 0; i + 1 < path.size(); i++) {
      boolean isOnly = counts.add(transition(day, path, i, TransitionCounts.TOTAL, ""), sign);
      add(cell(deltas, day, path, i).total().cell(), isOnly, sign);
      for (long left = slot.countedUnder(session); left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        String value = slot.value(session, d);
        isOnly = counts.add(transition(day, path, i, d, value), sign);
        add(cell(deltas, day, path, i).dimension(breakdowns.get(d), value).cell(), isOnly, sign);
      }
    }
  }

  private void begin(TransitionCounts counts, UserSessions sessions) {
    counts.begin();
    for (int s = 0; s < sessions.size(); s++) {
      Session session = sessions.get(s);
      if (session.isCounted() && slot.counts(session)) {
        begin(counts, session);
      }
    }
  }

  private void begin(TransitionCounts counts, Session session) {
    counts.addSession(1);
    List<String> path = path(session);
    long day = calendar.day(session.startMillis());
    for (int i = 0; i + 1 < path.size(); i++) {
      counts.add(transition(day, path, i, TransitionCounts.TOTAL, ""), 1);
      for (long left = slot.countedUnder(session); left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        counts.add(transition(day, path, i, d, slot.value(session, d)), 1);
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
   * @param counted which of the user's sessions are counted besides
   * @param sign 1 or -1
   */
  void add(
      DeltaBuffer deltas,
      UserSessions sessions,
      Session session,
      Predicate<Session> counted,
      int sign) {
    List<String> path = path(session);
    if (path.size() < 2) {
      return;
    }
    long day = calendar.day(session.startMillis());
    List<Other> others = others(sessions, session, day, counted);
    for (int i = 0; i + 1 < path.size(); i++) {
      List<Other> alike = alike(others, path, i);
      add(cell(deltas, day, path, i).total().cell(), alike.isEmpty(), sign);
      for (long left = slot.countedUnder(session); left != 0; left &= left - 1) {
        int d = Long.numberOfTrailingZeros(left);
        String value = slot.value(session, d);
        add(
            cell(deltas, day, path, i).dimension(breakdowns.get(d), value).cell(),
            !isAmong(alike, d, value),
            sign);
      }
    }
  }

  private List<Other> others(
      UserSessions sessions, Session session, long day, Predicate<Session> counted) {
    List<Other> others = new ArrayList<>();
    long from = calendar.startMillis(day);
    long to = calendar.startMillis(day + 1);
    for (int i = 0; i < sessions.size(); i++) {
      Session other = sessions.get(i);
      if (other != session
          && other.startMillis() >= from
          && other.startMillis() < to
          && slot.counts(other)
          && counted.test(other)) {
        others.add(new Other(other, path(other)));
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
  private boolean isAmong(List<Other> others, int dimension, String value) {
    for (Other other : others) {
      Session session = other.session();
      if ((slot.countedUnder(session) >>> dimension & 1) != 0
          && slot.value(session, dimension).equals(value)) {
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
