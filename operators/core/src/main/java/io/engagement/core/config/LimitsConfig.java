package io.engagement.core.config;

/**
 * What a single user may cost.
 *
 * @param eventsPerUser how many events of a user, whose ids can still be repeated, are accepted;
 *     further ones are not; {@link #NO_LIMIT} for any number
 */
public record LimitsConfig(int eventsPerUser) {
  /** Any number. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  /** When nothing is said: far above what a person does in days, and a megabyte of ids. */
  public static final LimitsConfig DEFAULT = new LimitsConfig(100_000);
}
