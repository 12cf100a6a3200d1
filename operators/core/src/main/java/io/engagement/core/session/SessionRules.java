package io.engagement.core.session;

import io.engagement.core.event.EventSchema;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/**
 * What ends a session. Two events that follow each other in the order (time, messageId) are in one
 * session unless the pause between them is too long, a midnight lies between them, or the second
 * one brings another campaign; the latter two only where asked for.
 *
 * <p>A campaign is a {@code context.campaign.source}. An event without one stays in the session; an
 * event with one that differs from the session's starts a new session, also when the session has
 * had none so far (as in Matomo). So all campaigns of one session are the same.
 */
public final class SessionRules {
  /** Where an event names its campaign. */
  public static final String CAMPAIGN_PATH = "context.campaign.source";

  private static final int NONE = -1;

  private final long longestPauseMillis;
  private final @Nullable ZoneCalendar midnights;
  private final int campaignSlot;

  private SessionRules(
      long longestPauseMillis, @Nullable ZoneCalendar midnights, int campaignSlot) {
    this.longestPauseMillis = longestPauseMillis;
    this.midnights = midnights;
    this.campaignSlot = campaignSlot;
  }

  /**
   * Sessions that only a pause ends.
   *
   * @param longestPauseMillis the longest pause within a session
   */
  public static SessionRules pausing(long longestPauseMillis) {
    return new SessionRules(longestPauseMillis, null, NONE);
  }

  /** The same, and midnight ends them as well. */
  public SessionRules splitAtMidnight(ZoneCalendar calendar) {
    return new SessionRules(longestPauseMillis, calendar, campaignSlot);
  }

  /** The same, and a new campaign ends them as well. */
  public SessionRules splitOnCampaign(EventSchema.Builder schema) {
    return new SessionRules(longestPauseMillis, midnights, schema.field(CAMPAIGN_PATH));
  }

  boolean splitsOnCampaign() {
    return campaignSlot != NONE;
  }

  int campaignSlot() {
    return campaignSlot;
  }

  /**
   * Whether neither pause nor midnight lies between the end of a session and an instant that is not
   * before the session's start.
   */
  public boolean joins(long endMillis, long nextMillis) {
    return nextMillis - endMillis <= longestPauseMillis
        && (midnights == null || midnights.day(endMillis) == midnights.day(nextMillis));
  }

  /**
   * The first instant at which an event would not continue a session any more that ended so far at
   * an instant; epoch milliseconds. A watermark that has reached it closes the session.
   */
  public long closesAtMillis(long endMillis) {
    long closesAt = endMillis + longestPauseMillis + 1;
    return midnights == null
        ? closesAt
        : Math.min(closesAt, midnights.startMillis(midnights.day(endMillis) + 1));
  }

  /** Whether an event's campaign starts a session of its own, next to one with {@code current}. */
  static boolean isNewCampaign(@Nullable String current, @Nullable String campaign) {
    return campaign != null && !campaign.equals(current);
  }
}
