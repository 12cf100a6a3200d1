package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.table.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code content} definition of the configuration.
 *
 * @param sessions id of the sessions definition it goes by; null for the only one
 * @param events which events are views
 * @param item JSON path of what is viewed
 * @param bucket {@code DAY}, {@code WEEK}, {@code MONTH} or {@code ALL}
 * @param top how many ranks are published
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record ContentDefinition(
    String id,
    @Nullable String sessions,
    EventMatcher events,
    String item,
    Period bucket,
    int top,
    Entries entries,
    List<String> breakdowns)
    implements MetricDefinition {
  public ContentDefinition {
    breakdowns = List.copyOf(breakdowns);
  }

  /** Whether sessions make a difference: they are looked at, and some page or screen matches. */
  boolean goesBySessions() {
    return goesBySessions(events, entries);
  }

  static boolean goesBySessions(EventMatcher events, Entries entries) {
    return entries == Entries.COUNT && canHoldForView(events);
  }

  private static boolean canHoldForView(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.Spec spec) {
      return spec.types().isEmpty() || spec.types().stream().anyMatch(EventType::isView);
    }
    if (matcher instanceof EventMatcher.AnyOf or) {
      return or.matchers().stream().anyMatch(ContentDefinition::canHoldForView);
    }
    return !(matcher instanceof EventMatcher.Except except) || canHoldForView(except.of());
  }

  /** Whether sessions are looked at. */
  public enum Entries {
    /** Entries, exits and bounces are counted. */
    COUNT,
    /** They are 0, and no sessions are kept for them. */
    IGNORE
  }
}
