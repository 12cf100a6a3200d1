package io.engagement.core.metric.score;

/** One user's section of a {@code score} definition. */
final class ScoreState {
  static final long NEVER = Long.MAX_VALUE;

  final PeriodPoints points;
  final ProfileDays days;

  /** {@link #NEVER} before the first event. */
  long firstMillis = NEVER;

  /** Of the last event of any kind; only after the first. */
  long lastMillis = Long.MIN_VALUE;

  /** {@link #NEVER} as long as there were only page pings. */
  long firstActiveDay = NEVER;

  /** Whether the row is to be published: at the next flush, or later where it is held back. */
  boolean changed;

  /** Whether there is a row, as it is now or as it was before. */
  boolean published;

  /** What {@link #lastMillis} was when the row was published last; only where there is one. */
  long publishedMillis = Long.MIN_VALUE;

  /**
   * Whether the row that there was has been taken back, so the next one cannot wait; not written.
   */
  boolean takenBack;

  ScoreState(PeriodPoints points, ProfileDays days) {
    this.points = points;
    this.days = days;
  }

  /** Adds the section of another id of the same person. */
  void merge(ScoreState from) {
    points.addAll(from.points);
    days.addAll(from.days);
    firstMillis = Math.min(firstMillis, from.firstMillis);
    lastMillis = Math.max(lastMillis, from.lastMillis);
    firstActiveDay = Math.min(firstActiveDay, from.firstActiveDay);
    changed = firstMillis != NEVER;
    published |= from.published;
    publishedMillis = Math.max(publishedMillis, from.publishedMillis);
    takenBack = published;
  }
}
