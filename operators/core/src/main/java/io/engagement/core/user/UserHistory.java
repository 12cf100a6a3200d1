package io.engagement.core.user;

import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one user: the ids that repeats of events and of orders are recognised by, and
 * one section per metric definition. Sections are decoded when a metric first needs them; sections
 * of definitions that are not configured are kept as bytes. Mutable, owned by one thread; read and
 * written by {@link UserHistoryCodec}.
 */
public final class UserHistory {
  /** No timer is set. */
  public static final long NO_TIMER = Long.MAX_VALUE;

  /**
   * A section as bytes.
   *
   * @param version of the metric's layout
   * @param deadlineMillis when the metric wants to be flushed without an event
   */
  record Encoded(int key, int version, long deadlineMillis, byte[] bytes, int offset, int length) {}

  final SeenIds seen;
  final KnownOrders orders;
  final @Nullable Object[] states;
  final @Nullable Encoded[] encoded;
  private long timerMillis;

  UserHistory(
      SeenIds seen,
      KnownOrders orders,
      @Nullable Object[] states,
      @Nullable Encoded[] encoded,
      long timerMillis) {
    this.seen = seen;
    this.orders = orders;
    this.states = states;
    this.encoded = encoded;
    this.timerMillis = timerMillis;
  }

  /** The event time at which a timer is set for this user, or {@link #NO_TIMER}. */
  public long timerMillis() {
    return timerMillis;
  }

  public void timerMillis(long millis) {
    timerMillis = millis;
  }

  /** How many ids are remembered. */
  public int seenIds() {
    return seen.size();
  }

  /** How many orders are remembered. */
  public int knownOrders() {
    return orders.size();
  }

  /**
   * How many bytes the section of a metric takes as it was read.
   *
   * @param metric its position among the configured ones
   * @return 0 when there is none or it has been decoded since
   */
  public int sectionBytes(int metric) {
    Encoded section = encoded[metric];
    return section == null ? 0 : section.length();
  }
}
