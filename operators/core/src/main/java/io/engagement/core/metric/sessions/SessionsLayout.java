package io.engagement.core.metric.sessions;

import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionSummaryKind;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * The bytes of {@link SessionsState}. Layout 1: how many breakdowns and their keys, start of the
 * first session ever, the sessions ({@link Sessionizer#write}).
 *
 * <p>A breakdown that was added since has no values, and no session is counted under it until it
 * changes; one that is gone is dropped.
 */
final class SessionsLayout {
  /** The first layout. */
  static final int NEWEST = 1;

  private final BreakdownBits breakdowns;
  private final SessionSummaryKind kind;
  private final Sessionizer<SessionSummary> sessionizer;

  SessionsLayout(
      BreakdownBits breakdowns, SessionSummaryKind kind, Sessionizer<SessionSummary> sessionizer) {
    this.breakdowns = breakdowns;
    this.kind = kind;
    this.sessionizer = sessionizer;
  }

  void write(SessionsState state, StateWriter out) {
    breakdowns.write(out);
    out.writeSigned(state.firstStartMillis);
    sessionizer.write(state.line, out);
  }

  SessionsState read(StateReader in, int version) {
    if (version != NEWEST) {
      throw new IllegalStateException(
          "sessions in layout %d, the newest known is %d".formatted(version, NEWEST));
    }
    int[] dimensions = breakdowns.read(in);
    long firstStartMillis = in.readSigned();
    SessionsState state =
        new SessionsState(
            sessionizer.read(in, (from, startMillis) -> kind.read(from, startMillis, dimensions)));
    state.firstStartMillis = firstStartMillis;
    for (int i = 0; i < state.line.size(); i++) {
      Session<SessionSummary> session = state.line.get(i);
      session.count(BreakdownBits.translated(session.countedUnder(), dimensions));
    }
    return state;
  }
}
