package io.engagement.core.session;

import io.engagement.core.session.Session.Part;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of a user as bytes: first what all observers share, then, apart, what each of them
 * keeps, so that one that is not configured any more can be skipped and one that is new has
 * nothing.
 */
public final class SessionsCodec {
  private final SessionRules rules;
  private final SessionSummaryKind kind;

  public SessionsCodec(SessionRules rules, SessionSummaryKind kind) {
    this.rules = rules;
    this.kind = kind;
  }

  /** Sessions that were read, and how to read what observers keep of them. */
  public record Shared(UserSessions sessions, SessionSummaryKind.Head head) {}

  /**
   * Writes flushed sessions. Since layout 2: start of the first session ever; how many; if there
   * are any, what is kept of each ({@link SessionSummaryKind#writeHead}); each: start as distance
   * from the start before (the first: from 0), end as distance from the start, ordinal * 2 +
   * closed, then its summary - or, with the campaign split, its parts ({@link
   * CampaignSplit#write}). Layout 1 has what is kept of each first, even if there are none.
   *
   * @throws IllegalStateException when a session is not flushed
   */
  public void write(UserSessions sessions, StateWriter out) {
    out.writeSigned(sessions.firstStartMillis);
    out.writeUnsigned(sessions.size());
    if (sessions.size() > 0) {
      kind.writeHead(out);
    }
    long before = 0;
    SessionSummary summaryBefore = null;
    for (Session session : sessions.sessions) {
      if (!session.isCounted()) {
        throw new IllegalStateException("a session must be flushed before it is written");
      }
      out.writeSigned(session.startMillis() - before);
      out.writeUnsigned(session.endMillis() - session.startMillis());
      out.writeUnsigned(session.ordinal() * 2L + (session.isClosed() ? 1 : 0));
      before = session.startMillis();
      if (session.parts != null) {
        CampaignSplit.write(session.parts, kind, summaryBefore, out);
        summaryBefore = session.lastPart().summary;
      } else {
        kind.write(session.sum, null, summaryBefore, out);
        summaryBefore = session.sum;
      }
    }
  }

  /**
   * Reads what {@link #write} wrote; no observer counts the sessions yet.
   *
   * @param layout that of the section, 1 or later
   */
  public Shared read(StateReader in, int layout) {
    SessionSummaryKind.Head head = layout == 1 ? kind.readHead(in, layout) : kind.noHead();
    UserSessions sessions = new UserSessions();
    sessions.firstStartMillis = in.readSigned();
    int count = in.readCount(Sessionizer.LEAST_BYTES);
    if (layout != 1 && count > 0) {
      head = kind.readHead(in, layout);
    }
    long start = 0;
    for (; count > 0; count--) {
      start += in.readSigned();
      long end = start + in.readUnsigned();
      long ordinalAndClosed = in.readUnsigned();
      Session session;
      if (rules.splitsOnCampaign()) {
        List<Part> parts = CampaignSplit.read(in, start, head);
        session = new Session(Session.sum(parts, kind), parts);
      } else {
        session = new Session(head.read(in, start, end, null), null);
      }
      session.ordinal = (int) (ordinalAndClosed >>> 1);
      session.setClosed((ordinalAndClosed & 1) != 0);
      session.count();
      sessions.sessions.add(session);
    }
    return new Shared(sessions, head);
  }

  /**
   * Writes what an observer keeps. Layout: how many breakdowns, their numbers among the shared
   * dimensions; whether it counts every session under all of them; then of each session its parts;
   * where not: the breakdowns it counts under, and before each part whether there is one.
   */
  public void writeParts(SessionSlot<?> slot, UserSessions sessions, StateWriter out) {
    out.writeUnsigned(slot.dimensions.length);
    for (int dimension : slot.dimensions) {
      out.writeUnsigned(dimension);
    }
    boolean countsAll = countsAll(slot, sessions);
    out.writeBoolean(countsAll);
    PartKind<Object> parts = kind.part(slot.index);
    for (Session session : sessions.sessions) {
      if (!countsAll) {
        out.writeUnsigned(slot.countedUnder(session));
      }
      if (session.parts == null) {
        writePart(session.sum, slot, countsAll, parts, session.startMillis(), out);
      } else {
        for (Part part : session.parts) {
          writePart(part.summary, slot, countsAll, parts, session.startMillis(), out);
        }
      }
    }
  }

  private static void writePart(
      SessionSummary summary,
      SessionSlot<?> slot,
      boolean countsAll,
      PartKind<Object> kind,
      long startMillis,
      StateWriter out) {
    Object part = summary.parts[slot.index];
    if (!countsAll) {
      out.writeBoolean(part != null);
    }
    if (part != null) {
      kind.write(part, startMillis, out);
    }
  }

  private static boolean countsAll(SessionSlot<?> slot, UserSessions sessions) {
    for (Session session : sessions.sessions) {
      if (slot.countedUnder(session) != slot.allBreakdowns || !session.isKeptBy(slot.index)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads what {@link #writeParts} wrote, also with other breakdowns.
   *
   * @param version the layout of the observer's parts
   */
  public void readParts(SessionSlot<?> slot, Shared shared, int version, StateReader in) {
    int[] dimensions = new int[in.readCount(1)];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = shared.head().dimension(in.readUnsignedInt());
    }
    boolean countsAll = in.readBoolean();
    boolean sameBreakdowns = Arrays.equals(dimensions, slot.dimensions);
    PartKind<Object> parts = kind.part(slot.index);
    for (Session session : shared.sessions().sessions) {
      if (!countsAll || !sameBreakdowns) {
        long under = countsAll ? -1L : in.readUnsigned();
        under(session)[slot.index] = translated(under, dimensions, slot);
      }
      long startMillis = session.startMillis();
      session.forEachSummary(
          summary -> {
            if (countsAll || in.readBoolean()) {
              summary.parts[slot.index] = parts.read(in, version, startMillis);
            }
          });
    }
  }

  /** Has the observers' parts of a session's events added up, once all have been read. */
  public void finish(UserSessions sessions) {
    for (Session session : sessions.sessions) {
      if (session.parts != null) {
        session.sum = Session.sum(session.parts, kind);
      }
    }
  }

  private long[] under(Session session) {
    long @Nullable [] under = session.under;
    if (under == null) {
      under = new long[session.sum.parts.length];
      for (int i = 0; i < under.length; i++) {
        under[i] = kind.slot(i).allBreakdowns;
      }
      session.under = under;
    }
    return under;
  }

  /** Bits as they were written, as they are now; those of breakdowns that are gone are dropped. */
  private static long translated(long bits, int[] dimensions, SessionSlot<?> slot) {
    long now = 0;
    for (int i = 0; i < dimensions.length; i++) {
      for (int j = 0; j < slot.dimensions.length; j++) {
        if ((bits >>> i & 1) != 0 && slot.dimensions[j] == dimensions[i]) {
          now |= 1L << j;
        }
      }
    }
    return now;
  }
}
