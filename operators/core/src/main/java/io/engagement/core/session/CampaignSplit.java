package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import io.engagement.core.session.Session.Part;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that a new campaign ends as well: kept as single events in order. All campaigns of one
 * session are that of its first event.
 *
 * <p>An event can change the session it falls into or follows, and the two after that: the
 * campaigns that come next in time are compared with its own. What lies beyond the next campaign is
 * as before.
 */
final class CampaignSplit<F extends Fragment> {
  private static final int SESSIONS_AFTER = 2;

  private final SessionRules rules;
  private final FragmentKind<F> kind;
  private final StateWriter id = new StateWriter(64);

  CampaignSplit(SessionRules rules, FragmentKind<F> kind) {
    this.rules = rules;
    this.kind = kind;
  }

  void add(SessionLine<F> line, UserEvent event, SessionObserver<F> observer) {
    Part<F> part = part(event);
    int latest = line.size() - 1;
    int before = latest;
    while (before >= 0 && line.get(before).parts().get(0).isAfter(part)) {
      before--;
    }
    Session<F> session = before >= 0 ? line.get(before) : null;
    if (session != null && session.lastPart().isAfter(part) && staysIn(session, part)) {
      Sessionizer.takeBack(session, observer);
      List<Part<F>> parts = session.parts();
      int at = parts.size();
      while (parts.get(at - 1).isAfter(part)) {
        at--;
      }
      parts.add(at, part);
      kind.include(session.sum, event);
    } else if (before != latest || (session != null && session.lastPart().isAfter(part))) {
      recut(line, before, part, observer);
    } else if (session != null && joins(session.parts().get(0), session.lastPart(), part)) {
      Sessionizer.takeBack(session, observer);
      session.parts().add(part);
      kind.append(session.sum, part.fragment);
      session.sum.span(part.millis, part.millis);
    } else {
      Session<F> fresh = Session.of(List.of(part), kind);
      line.sessions.add(fresh);
      number(line, latest + 1, 0, List.of(fresh), observer);
    }
  }

  private Part<F> part(UserEvent event) {
    F fragment = kind.create();
    kind.include(fragment, event);
    fragment.span(event.timeMillis, event.timeMillis);
    id.clear();
    MessageIds.write(event.messageId, id);
    String campaign = PageFields.textOrNull(event.field(rules.campaignSlot()));
    return new Part<>(id.toBytes(), campaign, fragment);
  }

  /** Whether an event amid a session leaves it as one: no campaign of it is new. */
  private boolean staysIn(Session<F> session, Part<F> amid) {
    return !SessionRules.isNewCampaign(session.parts().get(0).campaign, amid.campaign);
  }

  private boolean joins(Part<F> firstOfSession, Part<F> previous, Part<F> next) {
    return rules.joins(previous.fragment.endMillis(), next.fragment.startMillis())
        && !SessionRules.isNewCampaign(firstOfSession.campaign, next.campaign);
  }

  /**
   * Cuts the events around a new one into sessions anew; sessions that come out as they were stay.
   *
   * @param before the session of the event before the new one; -1 when there is none
   */
  private void recut(SessionLine<F> line, int before, Part<F> part, SessionObserver<F> observer) {
    int from = Math.max(before, 0);
    int to = Math.min(before + SESSIONS_AFTER, line.size() - 1);
    List<Session<F>> range = line.sessions.subList(from, to + 1);
    List<Session<F>> old = List.copyOf(range);
    List<Part<F>> events = new ArrayList<>();
    old.forEach(session -> events.addAll(session.parts()));
    int at = events.size();
    while (at > 0 && events.get(at - 1).isAfter(part)) {
      at--;
    }
    events.add(at, part);

    List<Session<F>> cut = cut(events, old);
    List<Session<F>> fresh = new ArrayList<>(cut);
    fresh.removeAll(old);
    for (Session<F> session : old) {
      if (!cut.contains(session)) {
        Sessionizer.takeBack(session, observer);
        line.vanish(session);
      }
    }
    range.clear();
    line.sessions.addAll(from, cut);
    // Sessions before the line's first that start in the same millisecond may be forgotten.
    number(line, from, at == 0 ? 0 : old.get(0).ordinal, fresh, observer);
  }

  private List<Session<F>> cut(List<Part<F>> events, List<Session<F>> old) {
    List<Session<F>> cut = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= events.size(); i++) {
      if (i == events.size() || !joins(events.get(start), events.get(i - 1), events.get(i))) {
        cut.add(sessionOf(events.subList(start, i), old));
        start = i;
      }
    }
    return cut;
  }

  private Session<F> sessionOf(List<Part<F>> events, List<Session<F>> old) {
    for (Session<F> session : old) {
      if (session.parts().size() == events.size()
          && session.parts().get(0) == events.get(0)
          && session.lastPart() == events.get(events.size() - 1)) {
        return session;
      }
    }
    return Session.of(events, kind);
  }

  /**
   * Numbers the sessions that start in the same millisecond.
   *
   * @param first the number of the line's first session
   */
  private void number(
      SessionLine<F> line,
      int from,
      int first,
      List<Session<F>> fresh,
      SessionObserver<F> observer) {
    for (int i = from; i < line.size(); i++) {
      Session<F> session = line.get(i);
      int ordinal = i == 0 ? first : 0;
      if (i > 0 && line.get(i - 1).startMillis() == session.startMillis()) {
        ordinal = line.get(i - 1).ordinal + 1;
      }
      if (session.ordinal != ordinal) {
        if (!fresh.contains(session)) {
          Sessionizer.takeBack(session, observer);
          line.vanish(session);
        }
        session.ordinal = ordinal;
      }
    }
  }

  /** Joins the events that nothing can come between any more. */
  void seal(List<Part<F>> parts, long beforeMillis) {
    int count = 0;
    while (count < parts.size() && parts.get(count).millis < beforeMillis) {
      count++;
    }
    if (count == 0) {
      return;
    }
    Part<F> first = parts.get(0);
    Part<F> last = parts.get(count - 1);
    for (int i = 1; i < count; i++) {
      F later = parts.get(i).fragment;
      kind.append(first.fragment, later);
      first.fragment.span(later.startMillis(), later.endMillis());
    }
    kind.seal(first.fragment, beforeMillis);
    parts.subList(1, count).clear();
    parts.set(0, new Part<>(last.messageId, first.campaign, first.fragment));
  }

  void write(List<Part<F>> parts, StateWriter out) {
    out.writeUnsigned(parts.size());
    long before = parts.get(0).fragment.startMillis();
    for (Part<F> part : parts) {
      F fragment = part.fragment;
      out.writeUnsigned(fragment.startMillis() - before);
      out.writeUnsigned(fragment.endMillis() - fragment.startMillis());
      out.writeBytes(part.messageId, 0, part.messageId.length);
      out.writeText(part.campaign);
      kind.write(fragment, out);
      before = fragment.endMillis();
    }
  }

  Session<F> read(StateReader in, long startMillis, FragmentReader<F> fragments) {
    List<Part<F>> parts = new ArrayList<>();
    long before = startMillis;
    for (int count = in.readCount(Sessionizer.LEAST_BYTES); count > 0; count--) {
      long start = before + in.readUnsigned();
      long end = start + in.readUnsigned();
      byte[] messageId = MessageIds.read(in);
      @Nullable String campaign = in.readText();
      F fragment = fragments.read(in, start);
      fragment.span(start, end);
      parts.add(new Part<>(messageId, campaign, fragment));
      before = end;
    }
    return Session.of(parts, kind);
  }
}
