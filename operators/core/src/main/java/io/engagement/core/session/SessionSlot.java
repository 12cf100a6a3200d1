package io.engagement.core.session;

import org.jspecify.annotations.Nullable;

/**
 * Where an observer finds what is kept for it of every session.
 *
 * @param <P> its part of a session
 */
public final class SessionSlot<P> {
  final int index;

  /** By breakdown of the observer: the dimension among those of all observers. */
  final int[] dimensions;

  /** The bits of all of the observer's breakdowns. */
  final long allBreakdowns;

  SessionSlot(int index, int[] dimensions) {
    this.index = index;
    this.dimensions = dimensions;
    this.allBreakdowns = dimensions.length == 0 ? 0 : -1L >>> (Long.SIZE - dimensions.length);
  }

  /** Its position among the observers. */
  public int index() {
    return index;
  }

  /** Whether the observer counts a session: not one that was there before the observer was. */
  public boolean counts(Session session) {
    return session.sum.parts[index] != null;
  }

  /**
   * The observer's part of a session.
   *
   * @throws IllegalStateException when the observer does not count the session
   */
  @SuppressWarnings("unchecked")
  public P part(Session session) {
    Object part = session.sum.parts[index];
    if (part == null) {
      throw new IllegalStateException("a session that is not counted has no part");
    }
    return (P) part;
  }

  /** The value of one of the observer's breakdowns at the first event that has one. */
  public String value(Session session, int breakdown) {
    return session.sum.values.text(dimensions[breakdown]);
  }

  /**
   * The breakdowns of the observer that a session counts under besides the total, as bits: when it
   * is counted, all of them; afterwards those that it was counted under.
   */
  public long countedUnder(Session session) {
    long @Nullable [] under = session.under;
    return under == null ? allBreakdowns : under[index];
  }
}
