package io.engagement.core.metric.experiments;

import io.engagement.core.event.EventOrder;
import io.engagement.core.event.UserEvent;
import org.jspecify.annotations.Nullable;

/**
 * One user in one experiment: their first exposure, and what they did for each goal since. A user
 * who has seen a second variant is excluded for good; then only the first exposure matters.
 */
final class Participation {
  private static final long NO_DAY = Long.MIN_VALUE;

  final String experiment;

  /** Dimension values of the first exposure; null for a dimension that did not exist then. */
  final @Nullable String[] values;

  final GoalSum[] sums;

  private long timeMillis;

  /** {@code ""} once no event at the same instant can come any more. */
  private String messageId;

  private String variant;
  private boolean excluded;

  /** {@link #NO_DAY} where exposures were not counted by day yet. */
  private long day = NO_DAY;

  /** The goals whose cells hold what is here, as bits; not written: all are, in a flushed state. */
  private long counted;

  /** Whether the row of the assignment says what is here; not written: all do, when flushed. */
  private boolean published;

  Participation(
      String experiment,
      long timeMillis,
      String messageId,
      String variant,
      @Nullable String[] values,
      int goals) {
    this.experiment = experiment;
    this.timeMillis = timeMillis;
    this.messageId = messageId;
    this.variant = variant;
    this.values = values;
    this.sums = new GoalSum[goals];
    for (int i = 0; i < goals; i++) {
      sums[i] = new GoalSum();
    }
  }

  /** When the user was exposed first, epoch milliseconds. */
  long timeMillis() {
    return timeMillis;
  }

  String messageId() {
    return messageId;
  }

  /** The variant that was seen first. */
  String variant() {
    return variant;
  }

  boolean isExcluded() {
    return excluded;
  }

  boolean hasDay() {
    return day != NO_DAY;
  }

  /** The day of the first exposure in the zone that was configured then; if it has one. */
  long day() {
    return day;
  }

  void setDay(long epochDay) {
    day = epochDay;
  }

  /** Whether an exposure lies before the first one known. */
  boolean isAfter(UserEvent event) {
    return EventOrder.isBefore(event, timeMillis, messageId);
  }

  /** Whether another id of the same person was exposed before. */
  boolean isAfter(Participation other) {
    return other.timeMillis < timeMillis
        || (other.timeMillis == timeMillis
            && EventOrder.compareTexts(other.messageId, messageId) < 0);
  }

  /**
   * Adds what another id of the same person did after it.
   *
   * @param later not {@link #isAfter after} this one
   */
  void addLater(Participation later) {
    if (later.excluded || !later.variant.equals(variant)) {
      exclude();
    }
    if (!excluded) {
      for (int goal = 0; goal < sums.length; goal++) {
        sums[goal].add(later.sums[goal]);
      }
    }
  }

  /** Adds what was done for goals from the exposure on and before an instant. */
  void addGoals(GoalLog log, long toMillis) {
    if (!excluded) {
      log.addTo(sums, timeMillis, toMillis);
    }
  }

  /**
   * Becomes one that begins with another exposure; {@link #values} and day are the caller's to set.
   */
  void begin(UserEvent event, String withVariant) {
    timeMillis = event.timeMillis;
    messageId = event.messageId;
    variant = withVariant;
  }

  void exclude() {
    excluded = true;
    for (GoalSum sum : sums) {
      sum.clear();
    }
  }

  /** Drops the id where no exposure at the same instant or before can come to be known any more. */
  void expire(long restatedFromMillis) {
    if (timeMillis < restatedFromMillis) {
      messageId = "";
    }
  }

  boolean isPublished() {
    return published;
  }

  void setPublished() {
    published = true;
  }

  void clearPublished() {
    published = false;
  }

  boolean isCounted(int goal) {
    return (counted & 1L << goal) != 0;
  }

  void setCounted(int goal) {
    counted |= 1L << goal;
  }

  void setAllCounted() {
    counted = -1L;
  }

  void clearAllCounted() {
    counted = 0;
  }

  void clearCounted(int goal) {
    counted &= ~(1L << goal);
  }

  int heapBytes() {
    int bytes = 248 + experiment.length() + variant.length() + messageId.length();
    for (String value : values) {
      bytes += 8 + (value == null ? 0 : 48 + value.length());
    }
    return bytes + 40 * sums.length;
  }
}
