package io.engagement.core.metric.sessions;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.session.PingRule;
import io.engagement.core.session.Publish;
import io.engagement.core.session.SessionRules;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code sessions} definition of the configuration.
 *
 * @param events which events belong to sessions
 * @param exclude which of them do not after all; null for none
 * @param gapMillis the pause that ends a session when it is exceeded (or reached: {@code boundary})
 * @param keyEvents events that make a session engaged; null for none
 * @param heartbeatMillis the interval of page pings
 * @param minimumVisitMillis what the first ping of a view is worth
 * @param currency of orders that name none
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record SessionsDefinition(
    String id,
    EventMatcher events,
    @Nullable EventMatcher exclude,
    long gapMillis,
    Boundary boundary,
    Set<Split> splits,
    Bounce bounce,
    @Nullable EventMatcher keyEvents,
    long heartbeatMillis,
    long minimumVisitMillis,
    Publish publish,
    String currency,
    List<String> breakdowns)
    implements MetricDefinition, SessionTerms {
  public SessionsDefinition {
    splits = Set.copyOf(splits);
    breakdowns = List.copyOf(breakdowns);
  }

  @Override
  public EventMatcher sessionEvents() {
    return exclude == null ? events : new EventMatcher.Except(events, exclude);
  }

  @Override
  public SessionRules rules(long gap, EventSchema.Builder schema, ZoneCalendar calendar) {
    SessionRules rules =
        SessionRules.pausing(
            switch (boundary) {
              case INCLUSIVE -> gap;
              case EXCLUSIVE -> gap - 1;
            });
    if (splits.contains(Split.MIDNIGHT)) {
      rules = rules.splitAtMidnight(calendar);
    }
    if (splits.contains(Split.CAMPAIGN)) {
      rules = rules.splitOnCampaign(schema);
    }
    return rules;
  }

  @Override
  public PingRule pings() {
    return new PingRule(heartbeatMillis, minimumVisitMillis);
  }

  @Override
  public boolean isBounce(SessionSummary session) {
    return switch (bounce) {
      case NOT_ENGAGED -> !session.isEngaged(pings());
      case SINGLE_VIEW -> session.events() == 1 && session.views() == 1;
    };
  }

  @Override
  public String sessionMeaning() {
    return String.join(
        "\n",
        sessionEvents().meaning(),
        boundary.name(),
        splits.stream().map(Enum::name).sorted().toList().toString(),
        bounce.name(),
        keyEvents == null ? "none" : keyEvents.meaning(),
        Long.toString(heartbeatMillis),
        Long.toString(minimumVisitMillis));
  }

  /** What a pause of exactly the gap does. */
  public enum Boundary {
    /** It stays in the session (PostHog, Amplitude, Google Analytics). */
    INCLUSIVE,
    /** It starts a new one (Matomo). */
    EXCLUSIVE
  }

  /** What starts a new session besides a pause. */
  public enum Split {
    /** Midnight of the deployment's zone. */
    MIDNIGHT,
    /**
     * An event with a campaign source that differs from the session's latest one, or that is its
     * first one though not its first event.
     */
    CAMPAIGN
  }

  /** What a bounce is. */
  public enum Bounce {
    /** Not engaged: fewer than two views, at most 10 s, no key event (Google Analytics 4). */
    NOT_ENGAGED,
    /** Exactly one event, and that a view. */
    SINGLE_VIEW
  }
}
