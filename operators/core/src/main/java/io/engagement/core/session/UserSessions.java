package io.engagement.core.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one user that events may still change, in order, and when the first one ever
 * started. Changed by {@link Sessionizer} only.
 */
public final class UserSessions {
  /** Until there is a session. */
  static final long NEVER = Long.MAX_VALUE;

  final List<Session> sessions = new ArrayList<>(2);
  private final List<Identity> vanished = new ArrayList<>(0);

  /** When the user's first session ever started, epoch milliseconds; also when it is expired. */
  long firstStartMillis = NEVER;

  /**
   * What names a session among its user's.
   *
   * @param startMillis time of the first event, epoch milliseconds
   * @param ordinal {@link Session#ordinal}
   */
  public record Identity(long startMillis, int ordinal) {}

  public int size() {
    return sessions.size();
  }

  public Session get(int index) {
    return sessions.get(index);
  }

  /** Whether a session is the user's first ever. */
  public boolean isFirst(Session session) {
    return session.startMillis() == firstStartMillis && session.ordinal() == 0;
  }

  /** The session with that identity; null when there is none. */
  public @Nullable Session find(Identity identity) {
    for (int i = indexAt(identity.startMillis()); i >= 0; i--) {
      Session session = sessions.get(i);
      if (session.startMillis() != identity.startMillis()) {
        return null;
      }
      if (session.ordinal() == identity.ordinal()) {
        return session;
      }
    }
    return null;
  }

  /**
   * The identities that sessions have lost since {@link #clearVanished}, counted or not; one may be
   * in use again.
   */
  public List<Identity> vanished() {
    return vanished;
  }

  public void clearVanished() {
    vanished.clear();
  }

  void vanish(Session session) {
    vanished.add(new Identity(session.startMillis(), session.ordinal()));
  }

  /** The last session that starts at or before an instant, -1 when none does. */
  int indexAt(long millis) {
    int low = 0;
    int high = sessions.size();
    // Most events belong to the latest session, so that is asked first.
    for (int middle = high - 1; low < high; middle = (low + high) >>> 1) {
      if (sessions.get(middle).startMillis() <= millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
