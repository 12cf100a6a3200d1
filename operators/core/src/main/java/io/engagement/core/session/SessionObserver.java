package io.engagement.core.session;

/** Learns of a session that is about to change, be merged or be split. */
@FunctionalInterface
public interface SessionObserver {

  /** Takes back what the session contributes as it is now; called only while it is counted. */
  void takeBack(Session session);
}
