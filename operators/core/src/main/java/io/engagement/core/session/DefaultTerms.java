package io.engagement.core.session;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/** {@link SessionTerms#DEFAULT}. */
record DefaultTerms() implements SessionTerms {
  private static final long GAP_MILLIS = 1_800_000L;
  private static final PingRule PINGS = new PingRule(10_000L, 5_000L);

  @Override
  public EventMatcher sessionEvents() {
    return EventMatcher.ANY;
  }

  @Override
  public long gapMillis() {
    return GAP_MILLIS;
  }

  @Override
  public SessionRules rules(long gap, EventSchema.Builder schema, ZoneCalendar calendar) {
    return SessionRules.pausing(gap);
  }

  @Override
  public PingRule pings() {
    return PINGS;
  }

  @Override
  public @Nullable EventMatcher keyEvents() {
    return null;
  }

  @Override
  public boolean isBounce(SessionSummary session) {
    return !session.isEngaged(PINGS);
  }

  @Override
  public String sessionMeaning() {
    return "default";
  }
}
