package io.engagement.core.metric.paths;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code paths} definition of the configuration.
 *
 * @param sessions id of the sessions definition it goes by; null for the only one
 * @param events which of a session's events make its path
 * @param item JSON path of what an event stands for
 * @param steps how many items a path has at most
 * @param repeats what items that repeat at once come to
 * @param start the item whose first occurrence begins a path; null for the session's first
 * @param gapMillis the pause that ends a session; {@link #GAP_OF_SESSIONS} for that of the
 *     deployment's sessions
 * @param eventsPerSession a path is cut after so many matching events of its session
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record PathsDefinition(
    String id,
    @Nullable String sessions,
    EventMatcher events,
    String item,
    int steps,
    Repeats repeats,
    @Nullable String start,
    long gapMillis,
    int eventsPerSession,
    List<String> breakdowns)
    implements MetricDefinition {
  /** The value of {@link #gapMillis} for the gap of the deployment's sessions. */
  public static final long GAP_OF_SESSIONS = 0;

  public PathsDefinition {
    breakdowns = List.copyOf(breakdowns);
  }

  /** What the same item several times in a row comes to. */
  public enum Repeats {
    /** One item. */
    COLLAPSE,
    /** As many items. */
    KEEP
  }
}
