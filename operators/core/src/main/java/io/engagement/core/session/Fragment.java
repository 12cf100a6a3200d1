package io.engagement.core.session;

/**
 * What is kept of events that follow each other in one session: at least when the first and the
 * last of them happened. Empty until something is included.
 */
public abstract class Fragment {
  private long startMillis = Long.MAX_VALUE;
  private long endMillis = Long.MIN_VALUE;

  /** Time of the first event, epoch milliseconds. */
  public final long startMillis() {
    return startMillis;
  }

  /** Time of the last event, epoch milliseconds. */
  public final long endMillis() {
    return endMillis;
  }

  final void span(long fromMillis, long toMillis) {
    startMillis = Math.min(startMillis, fromMillis);
    endMillis = Math.max(endMillis, toMillis);
  }
}
