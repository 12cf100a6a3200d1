package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Puts events into sessions, in whatever order they arrive: an event extends a session, makes it
 * start earlier, joins two, begins a new one, or (with the campaign split) parts one.
 *
 * <p>Without the campaign split a session is one summary. With it, a late event may part a session
 * anywhere, so every event stays a summary of its own until nothing can come before it any more.
 *
 * <p>Law: the sessions depend on the events only, not on their arrival.
 */
public final class Sessionizer {
  /** No session and no part of one is written in fewer. */
  static final int LEAST_BYTES = 4;

  private final SessionRules rules;
  private final SessionSummaryKind kind;
  private final CampaignSplit split;

  public Sessionizer(SessionRules rules, SessionSummaryKind kind) {
    this.rules = rules;
    this.kind = kind;
    this.split = new CampaignSplit(rules, kind);
  }

  /** Adds an event to its session. */
  public void add(UserSessions sessions, UserEvent event, SessionObserver observer) {
    boolean isEarliest = event.timeMillis < sessions.firstStartMillis;
    if (isEarliest && sessions.size() > 0 && sessions.isFirst(sessions.get(0))) {
      takeBack(sessions.get(0), observer);
    }
    if (rules.splitsOnCampaign()) {
      split.add(sessions, event, observer);
    } else {
      put(sessions, event, observer);
    }
    if (isEarliest) {
      sessions.firstStartMillis = event.timeMillis;
    }
  }

  private void put(UserSessions sessions, UserEvent event, SessionObserver observer) {
    long millis = event.timeMillis;
    int at = sessions.indexAt(millis);
    boolean hasRight = at + 1 < sessions.size();
    boolean joinsRight = hasRight && rules.joins(millis, sessions.get(at + 1).startMillis());
    if (at >= 0) {
      Session left = sessions.get(at);
      if (rules.joins(left.endMillis(), millis)) {
        takeBack(left, observer);
        kind.include(left.sum, event);
        if (joinsRight) {
          Session right = sessions.get(at + 1);
          takeBack(right, observer);
          sessions.vanish(right);
          if (kind.merge(left.sum, right.sum)) {
            // What was published of it by an observer that does not count it any more must go.
            sessions.vanish(left);
          }
          sessions.sessions.remove(at + 1);
        }
        return;
      }
    }
    if (joinsRight) {
      Session right = sessions.get(at + 1);
      takeBack(right, observer);
      sessions.vanish(right);
      right.setClosed(false);
      kind.include(right.sum, event);
      return;
    }
    SessionSummary fresh = kind.create();
    kind.include(fresh, event);
    sessions.sessions.add(at + 1, new Session(fresh, null));
  }

  /** Has a session's contribution taken back before the session changes. */
  static void takeBack(Session session, SessionObserver observer) {
    if (session.isCounted()) {
      observer.takeBack(session);
    }
    session.change();
  }

  /**
   * Adds the sessions of the same person under another id, as if all events had come under one.
   * None of them counts any more; one that comes out as it was stays what it was, closed or not.
   *
   * @param other not to be used afterwards
   */
  public void merge(UserSessions sessions, UserSessions other) {
    sessions.firstStartMillis = Math.min(sessions.firstStartMillis, other.firstStartMillis);
    if (rules.splitsOnCampaign()) {
      split.merge(sessions, other);
    } else {
      join(sessions, other);
    }
    sessions.sessions.forEach(Session::uncount);
  }

  private void join(UserSessions sessions, UserSessions other) {
    List<Session> all = new ArrayList<>(sessions.sessions);
    all.addAll(other.sessions);
    all.sort(Comparator.comparingLong(Session::startMillis));
    sessions.sessions.clear();
    Session last = null;
    for (Session next : all) {
      if (last != null && rules.joins(last.endMillis(), next.startMillis())) {
        kind.merge(last.sum, next.sum);
        last.change();
      } else {
        sessions.sessions.add(next);
        last = next;
      }
    }
  }

  /**
   * Expires the sessions that no event can change any more, if they are counted and closed, and the
   * order of events within the others that none can come between.
   *
   * @param acceptedFromMillis the earliest time an event may still have, epoch milliseconds
   * @param keptFrom the earliest start of a session that some observer needs as long as nothing
   *     before an instant changes, epoch milliseconds
   */
  public void expire(UserSessions sessions, long acceptedFromMillis, LongUnaryOperator keptFrom) {
    int count = 0;
    while (count < sessions.size() && isFinal(sessions, count, acceptedFromMillis)) {
      count++;
    }
    if (count > 0) {
      long changing = count < sessions.size() ? sessions.get(count).startMillis() : Long.MAX_VALUE;
      long kept = keptFrom.applyAsLong(Math.min(acceptedFromMillis, changing));
      while (count > 0 && sessions.get(count - 1).startMillis() >= kept) {
        count--;
      }
      sessions.sessions.subList(0, count).clear();
    }
    for (int i = 0;
        i < sessions.size() && sessions.get(i).startMillis() < acceptedFromMillis;
        i++) {
      Session session = sessions.get(i);
      if (session.parts != null) {
        split.expire(session.parts, acceptedFromMillis);
      }
      kind.expire(session.sum, acceptedFromMillis);
    }
  }

  private boolean isFinal(UserSessions sessions, int index, long acceptedFromMillis) {
    Session session = sessions.get(index);
    if (!session.isCounted() || !session.isClosed()) {
      return false;
    }
    return rules.closesAtMillis(session.endMillis()) <= acceptedFromMillis
        || (rules.splitsOnCampaign()
            && index + 1 < sessions.size()
            && sessions.get(index + 1).startMillis() < acceptedFromMillis);
  }

  /** What the sessions take on the heap, roughly. */
  public int heapBytes(UserSessions sessions) {
    int bytes = 96;
    for (Session session : sessions.sessions) {
      bytes += 56 + kind.heapBytes(session.sum);
      if (session.parts != null) {
        for (Session.Part part : session.parts) {
          bytes += 56 + part.messageId.length + kind.heapBytes(part.summary);
        }
      }
    }
    return bytes;
  }
}
