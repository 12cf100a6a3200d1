package io.engagement.core.session;

/**
 * When a fact that a session changes is published. Once no session is open, all facts are the same
 * whatever this says.
 *
 * @param everyMillis event time between two rows of a fact; only where {@code when} is {@link
 *     When#EVERY}
 */
public record Publish(When when, long everyMillis) {
  /** As sessions grow. */
  public static final Publish CHANGES = new Publish(When.CHANGES, 0);

  /** Once a session is closed, and again when late events correct it. */
  public static final Publish CLOSED = new Publish(When.CLOSED, 0);

  /** In which of three ways. */
  public enum When {
    CHANGES,
    CLOSED,
    /** As sessions grow, but a row of one at most once in a time; and as they close. */
    EVERY
  }

  /** At most once in so much event time while sessions are open. */
  public static Publish every(long millis) {
    return new Publish(When.EVERY, millis);
  }

  /** Whether nothing is held back. */
  public boolean isImmediate() {
    return when == When.CHANGES;
  }

  /** Whether facts wait until sessions are closed. */
  public boolean isOnlyClosed() {
    return when == When.CLOSED;
  }

  /** Whether facts of open sessions wait for their time. */
  public boolean isEvery() {
    return when == When.EVERY;
  }

  /**
   * Whether a fact of something open waits, that is as of one time, and whose last row is as of
   * another. It does not when it has come to be as of an earlier time: the row says too much.
   */
  public boolean waits(long publishedMillis, long nowMillis) {
    long since = nowMillis - publishedMillis;
    return isEvery() && since >= 0 && since < everyMillis;
  }
}
