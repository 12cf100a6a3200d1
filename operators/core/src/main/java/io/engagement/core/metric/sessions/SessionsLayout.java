package io.engagement.core.metric.sessions;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionSummaryKind;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.List;

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

  private final int[] breakdownKeys;
  private final SessionSummaryKind kind;
  private final Sessionizer<SessionSummary> sessionizer;

  SessionsLayout(
      List<Breakdown> breakdowns,
      SessionSummaryKind kind,
      Sessionizer<SessionSummary> sessionizer) {
    this.breakdownKeys = breakdowns.stream().mapToInt(Breakdown::key).toArray();
    this.kind = kind;
    this.sessionizer = sessionizer;
  }

  void write(SessionsState state, StateWriter out) {
    out.writeUnsigned(breakdownKeys.length);
    for (int breakdown : breakdownKeys) {
      out.writeInt(breakdown);
    }
    out.writeSigned(state.firstStartMillis);
    sessionizer.write(state.line, out);
  }

  SessionsState read(StateReader in, int version) {
    if (version != NEWEST) {
      throw new IllegalStateException(
          "sessions in layout %d, the newest known is %d".formatted(version, NEWEST));
    }
    int[] dimensions = new int[in.readCount(Integer.BYTES)];
    boolean unchanged = dimensions.length == breakdownKeys.length;
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = indexOf(in.readInt());
      unchanged &= dimensions[i] == i;
    }
    long firstStartMillis = in.readSigned();
    SessionsState state =
        new SessionsState(
            sessionizer.read(in, (from, startMillis) -> kind.read(from, startMillis, dimensions)));
    state.firstStartMillis = firstStartMillis;
    if (!unchanged) {
      for (int i = 0; i < state.line.size(); i++) {
        Session<SessionSummary> session = state.line.get(i);
        session.count(translated(session.countedUnder(), dimensions));
      }
    }
    return state;
  }

  private int indexOf(int breakdownKey) {
    for (int i = 0; i < breakdownKeys.length; i++) {
      if (breakdownKeys[i] == breakdownKey) {
        return i;
      }
    }
    return -1;
  }

  /** The bits of the breakdowns as they are configured now; those that are gone are dropped. */
  private static long translated(long under, int[] dimensions) {
    long now = 0;
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] >= 0) {
        now |= (under >>> i & 1) << dimensions[i];
      }
    }
    return now;
  }
}
