package io.engagement.core.config;

/**
 * What users and breakdowns may cost.
 *
 * @param eventsPerUser how many events of a user, whose ids can still be repeated, are accepted;
 *     further ones are not; {@link #NO_LIMIT} for any number
 * @param valuesPerBreakdown how many values of a breakdown have rows of their own in one bucket of
 *     one definition
 * @param valuesPerUser how many values of a breakdown one user has a history of each for, under one
 *     definition
 */
public record LimitsConfig(int eventsPerUser, int valuesPerBreakdown, int valuesPerUser) {
  /** Any number. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  /** When nothing is said: far above what a person does in days, and a megabyte of ids. */
  public static final LimitsConfig DEFAULT = new LimitsConfig(100_000, 1_000, 100);
}
