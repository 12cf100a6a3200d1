package io.engagement.core.session;

import org.jspecify.annotations.Nullable;

/**
 * What a session amounts to, or events of it that follow each other: when the first and the last
 * happened, dimension values, a part for every observer, and, if one of them needs it, counts and
 * engagement. Filled by {@link SessionSummaryKind}.
 */
public final class SessionSummary {
  private static final long ENGAGED_ABOVE_MILLIS = 10_000;
  private static final int ENGAGED_VIEWS = 2;

  /** {@link #engagedMillis}: more than can be told. */
  public static final long UNKNOWN = -1;

  private long startMillis = Long.MAX_VALUE;
  private long endMillis = Long.MIN_VALUE;
  int events;
  int views;
  boolean keyEvent;
  boolean explicit;

  /** Explicit engagement added up; {@link #UNKNOWN} where the sum exceeds 64 bits. */
  long explicitMillis;

  /** Null until there is a view or page ping. */
  @Nullable ViewMarks marks;

  final FirstValues values;

  /** By observer; null for one that does not count the session. */
  final @Nullable Object[] parts;

  SessionSummary(int dimensions, @Nullable Object[] parts) {
    this.values = new FirstValues(dimensions);
    this.parts = parts;
  }

  /** Time of the first event, epoch milliseconds. */
  public long startMillis() {
    return startMillis;
  }

  /** Time of the last event, epoch milliseconds. */
  public long endMillis() {
    return endMillis;
  }

  void span(long fromMillis, long toMillis) {
    startMillis = Math.min(startMillis, fromMillis);
    endMillis = Math.max(endMillis, toMillis);
  }

  public int events() {
    return events;
  }

  /** Pages and screens. */
  public int views() {
    return views;
  }

  /** Last event minus first. */
  public long durationMillis() {
    return endMillis - startMillis;
  }

  /**
   * Explicit engagement where there is any, else engagement by page pings; {@link #UNKNOWN} where
   * explicit times add up to more than 64 bits hold.
   */
  public long engagedMillis(PingRule rule) {
    if (explicit) {
      return explicitMillis;
    }
    return marks == null ? 0 : marks.engagedMillis(rule);
  }

  /**
   * Whether it was more than a glance (Google Analytics 4): two views, a key event, or more than 10
   * seconds of duration or engagement.
   */
  public boolean isEngaged(PingRule rule) {
    if (views >= ENGAGED_VIEWS || durationMillis() > ENGAGED_ABOVE_MILLIS || keyEvent) {
      return true;
    }
    long engagedMillis = engagedMillis(rule);
    return engagedMillis > ENGAGED_ABOVE_MILLIS || engagedMillis == UNKNOWN;
  }
}
