package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import io.engagement.core.session.Session.Part;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that a new campaign ends as well: kept as single events in order. All campaigns of one
 * session are that of its first event.
 *
 * <p>An event can change the session it falls into or follows, and the two after that: the
 * campaigns that come next in time are compared with its own. What lies beyond the next campaign is
 * as before.
 */
final class CampaignSplit {
  private static final int SESSIONS_AFTER = 2;
  private static final int NO_CAMPAIGN = 0;
  private static final int SAME_CAMPAIGN = 1;
  private static final int CAMPAIGN = 2;

  private final SessionRules rules;
  private final SessionSummaryKind kind;
  private final StateWriter id = new StateWriter(64);

  CampaignSplit(SessionRules rules, SessionSummaryKind kind) {
    this.rules = rules;
    this.kind = kind;
  }

  void add(UserSessions user, UserEvent event, SessionObserver observer) {
    Part part = part(event);
    int latest = user.size() - 1;
    int before = latest;
    while (before >= 0 && user.get(before).parts().get(0).isAfter(part)) {
      before--;
    }
    Session session = before >= 0 ? user.get(before) : null;
    if (session != null && session.lastPart().isAfter(part) && staysIn(session, part)) {
      Sessionizer.takeBack(session, observer);
      List<Part> parts = session.parts();
      int at = parts.size();
      while (parts.get(at - 1).isAfter(part)) {
        at--;
      }
      parts.add(at, part);
      kind.include(session.sum, event);
    } else if (before != latest || (session != null && session.lastPart().isAfter(part))) {
      recut(user, before, part, observer);
    } else if (session != null && joins(session.parts().get(0), session.lastPart(), part)) {
      Sessionizer.takeBack(session, observer);
      session.parts().add(part);
      kind.merge(session.sum, part.summary);
    } else {
      Session fresh = Session.of(List.of(part), kind);
      user.sessions.add(fresh);
      number(user, latest + 1, 0, List.of(fresh), observer);
    }
  }

  private Part part(UserEvent event) {
    SessionSummary summary = kind.create();
    kind.include(summary, event);
    id.clear();
    MessageIds.write(event.messageId, id);
    String campaign = PageFields.textOrNull(event.field(rules.campaignSlot()));
    return new Part(id.toBytes(), campaign, summary);
  }

  /** Whether an event amid a session leaves it as one: no campaign of it is new. */
  private boolean staysIn(Session session, Part amid) {
    return !SessionRules.isNewCampaign(session.parts().get(0).campaign, amid.campaign);
  }

  private boolean joins(Part firstOfSession, Part previous, Part next) {
    return rules.joins(previous.summary.endMillis(), next.summary.startMillis())
        && !SessionRules.isNewCampaign(firstOfSession.campaign, next.campaign);
  }

  /**
   * Cuts the events around a new one into sessions again; sessions that come out as they were stay.
   *
   * @param before the session of the event before the new one; -1 when there is none
   */
  private void recut(UserSessions user, int before, Part part, SessionObserver observer) {
    int from = Math.max(before, 0);
    int to = Math.min(before + SESSIONS_AFTER, user.size() - 1);
    List<Session> range = user.sessions.subList(from, to + 1);
    List<Session> old = List.copyOf(range);
    List<Part> events = new ArrayList<>();
    old.forEach(session -> events.addAll(session.parts()));
    int at = events.size();
    while (at > 0 && events.get(at - 1).isAfter(part)) {
      at--;
    }
    events.add(at, part);

    List<Session> cut = cut(events, byFirstPart(old));
    List<Session> fresh = new ArrayList<>(cut);
    fresh.removeAll(old);
    for (Session session : old) {
      if (!cut.contains(session)) {
        Sessionizer.takeBack(session, observer);
        user.vanish(session);
      }
    }
    range.clear();
    user.sessions.addAll(from, cut);
    // Sessions before the user's first that start in the same millisecond may have expired.
    number(user, from, at == 0 ? 0 : old.get(0).ordinal, fresh, observer);
  }

  /**
   * Adds the sessions of the same person under another id. Expired parts of both that overlap
   * become one: nobody knows any more how their events alternate.
   */
  void merge(UserSessions user, UserSessions other) {
    boolean hasOwn = user.size() > 0;
    long ownStart = hasOwn ? user.get(0).startMillis() : UserSessions.NEVER;
    int ownFirst = hasOwn ? user.get(0).ordinal : 0;
    List<Session> old = new ArrayList<>(user.sessions);
    old.addAll(other.sessions);
    List<Part> all = new ArrayList<>();
    old.forEach(session -> all.addAll(session.parts()));
    all.sort(Part.ORDER);
    user.sessions.clear();
    user.sessions.addAll(cut(apart(all), byFirstPart(old)));
    for (int i = 0; i < user.size(); i++) {
      // Sessions of the user's that start with the first may have expired.
      int first = user.get(0).startMillis() == ownStart ? ownFirst : 0;
      user.get(i).ordinal = ordinal(user, i, first);
    }
  }

  private List<Part> apart(List<Part> inOrder) {
    List<Part> apart = new ArrayList<>();
    Part last = null;
    for (Part next : inOrder) {
      if (last != null && next.summary.startMillis() < last.millis) {
        kind.merge(last.summary, next.summary);
        byte[] messageId = next.isAfter(last) ? next.messageId : last.messageId;
        last = new Part(messageId, last.campaign, last.summary);
        apart.set(apart.size() - 1, last);
      } else {
        apart.add(next);
        last = next;
      }
    }
    return apart;
  }

  private static Map<Part, Session> byFirstPart(List<Session> sessions) {
    Map<Part, Session> byFirstPart = new HashMap<>();
    sessions.forEach(session -> byFirstPart.put(session.parts().get(0), session));
    return byFirstPart;
  }

  /**
   * @param old sessions by their first parts; those that come out as they were stay
   */
  private List<Session> cut(List<Part> events, Map<Part, Session> old) {
    List<Session> cut = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= events.size(); i++) {
      if (i == events.size() || !joins(events.get(start), events.get(i - 1), events.get(i))) {
        cut.add(sessionOf(events.subList(start, i), old));
        start = i;
      }
    }
    return cut;
  }

  private Session sessionOf(List<Part> events, Map<Part, Session> old) {
    Session session = old.get(events.get(0));
    return session != null
            && session.parts().size() == events.size()
            && session.lastPart() == events.get(events.size() - 1)
        ? session
        : Session.of(events, kind);
  }

  /**
   * Numbers the sessions that start in the same millisecond.
   *
   * @param first the number of the user's first session
   */
  private void number(
      UserSessions user, int from, int first, List<Session> fresh, SessionObserver observer) {
    for (int i = from; i < user.size(); i++) {
      Session session = user.get(i);
      int ordinal = ordinal(user, i, first);
      if (session.ordinal != ordinal) {
        if (!fresh.contains(session)) {
          Sessionizer.takeBack(session, observer);
          user.vanish(session);
        }
        session.ordinal = ordinal;
      }
    }
  }

  private static int ordinal(UserSessions user, int index, int first) {
    if (index == 0) {
      return first;
    }
    Session before = user.get(index - 1);
    return before.startMillis() == user.get(index).startMillis() ? before.ordinal + 1 : 0;
  }

  /** Joins the events that nothing can come between any more. */
  void expire(List<Part> parts, long beforeMillis) {
    int count = 0;
    while (count < parts.size() && parts.get(count).millis < beforeMillis) {
      count++;
    }
    if (count == 0) {
      return;
    }
    Part first = parts.get(0);
    Part last = parts.get(count - 1);
    for (int i = 1; i < count; i++) {
      kind.merge(first.summary, parts.get(i).summary);
    }
    kind.expire(first.summary, beforeMillis);
    parts.subList(1, count).clear();
    parts.set(0, new Part(last.messageId, first.campaign, first.summary));
  }

  /**
   * Layout 2: how many; each: distance of its start from the end of the one before, of its end from
   * its start; message id; campaign: 0 for none, 1 for that of the one before, else 2 and the text;
   * summary. Layout 1 spells every campaign out.
   *
   * @param before what was written before the first
   */
  static void write(
      List<Part> parts, SessionSummaryKind kind, @Nullable SessionSummary before, StateWriter out) {
    out.writeUnsigned(parts.size());
    long millisBefore = parts.get(0).summary.startMillis();
    SessionSummary summaryBefore = before;
    String campaignBefore = null;
    for (Part part : parts) {
      SessionSummary summary = part.summary;
      out.writeUnsigned(summary.startMillis() - millisBefore);
      out.writeUnsigned(summary.endMillis() - summary.startMillis());
      out.writeBytes(part.messageId, 0, part.messageId.length);
      if (part.campaign == null) {
        out.writeByte(NO_CAMPAIGN);
      } else if (part.campaign.equals(campaignBefore)) {
        out.writeByte(SAME_CAMPAIGN);
      } else {
        out.writeByte(CAMPAIGN);
        out.writeText(part.campaign);
      }
      kind.write(summary, part.messageId, summaryBefore, out);
      millisBefore = summary.endMillis();
      summaryBefore = summary;
      campaignBefore = part.campaign;
    }
  }

  /** Reads the events of a session, which no observer counts yet. */
  static List<Part> read(StateReader in, long startMillis, SessionSummaryKind.Head head) {
    List<Part> parts = new ArrayList<>();
    long before = startMillis;
    String campaign = null;
    for (int count = in.readCount(Sessionizer.LEAST_BYTES); count > 0; count--) {
      long start = before + in.readUnsigned();
      long end = start + in.readUnsigned();
      byte[] messageId = MessageIds.read(in);
      campaign = head.layout() == 1 ? in.readText() : readCampaign(campaign, in);
      parts.add(new Part(messageId, campaign, head.read(in, start, end, messageId)));
      before = end;
    }
    return parts;
  }

  private static @Nullable String readCampaign(@Nullable String before, StateReader in) {
    int form = in.readByte();
    return switch (form) {
      case NO_CAMPAIGN -> null;
      case SAME_CAMPAIGN -> before;
      case CAMPAIGN -> in.readRequiredText();
      default -> throw new IllegalStateException("a campaign in form " + form);
    };
  }
}
