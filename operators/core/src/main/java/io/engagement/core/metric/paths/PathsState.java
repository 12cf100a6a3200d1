package io.engagement.core.metric.paths;

import io.engagement.core.session.SessionLine;
import org.jspecify.annotations.Nullable;

/** What {@link PathsMetric} keeps of a user. */
public final class PathsState {
  /** The sessions that an event may still change, and the others of their days. */
  final SessionLine<Trail> line;

  /** Counts all counted sessions of the line, or null. */
  @Nullable TransitionCounts counts;

  PathsState(SessionLine<Trail> line) {
    this.line = line;
  }
}
