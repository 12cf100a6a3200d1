package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.metric.Period;
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

  /** Whether sessions are looked at. */
  public enum Entries {
    /** Entries, exits and bounces are counted. */
    COUNT,
    /** They are 0, and no sessions are kept for them. */
    IGNORE
  }
}
