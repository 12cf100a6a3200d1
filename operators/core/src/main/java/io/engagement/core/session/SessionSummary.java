package io.engagement.core.session;

import org.jspecify.annotations.Nullable;

/**
 * What a session amounts to: counts, the entry and exit page, the values of its dimensions, and
 * what is needed to go on counting in any order. Filled by {@link SessionSummaryKind}.
 */
public final class SessionSummary extends Fragment {
  private static final long ENGAGED_ABOVE_MILLIS = 10_000;
  private static final int ENGAGED_VIEWS = 2;

  private static final FirstValue[] NO_VALUES = {};

  int events;
  int views;
  boolean keyEvent;
  boolean explicit;
  long explicitMillis;
  @Nullable String entryPage;
  @Nullable String exitPage;
  final ViewMarks marks = new ViewMarks();

  /** By dimension. */
  final @Nullable FirstValue[] values;

  SessionSummary(int dimensions) {
    values = dimensions == 0 ? NO_VALUES : new FirstValue[dimensions];
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
    return endMillis() - startMillis();
  }

  /** The page of the first view; null without a view or when the view names none. */
  public @Nullable String entryPage() {
    return entryPage;
  }

  /** The page of the last view; null without a view or when the view names none. */
  public @Nullable String exitPage() {
    return exitPage;
  }

  /** The value of a dimension at the first event that has one; null when none has. */
  public @Nullable String value(int dimension) {
    FirstValue value = values[dimension];
    return value == null ? null : value.text();
  }

  /** Explicit engagement where there is any, else engagement by page pings. */
  public long engagedMillis(PingRule rule) {
    return explicit ? explicitMillis : marks.engagedMillis(rule);
  }

  /**
   * Whether it was more than a glance (Google Analytics 4): two views, a key event, or more than 10
   * seconds of duration or engagement.
   */
  public boolean isEngaged(PingRule rule) {
    return views >= ENGAGED_VIEWS
        || durationMillis() > ENGAGED_ABOVE_MILLIS
        || keyEvent
        || engagedMillis(rule) > ENGAGED_ABOVE_MILLIS;
  }
}
