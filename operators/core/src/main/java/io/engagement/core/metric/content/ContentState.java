package io.engagement.core.metric.content;

import io.engagement.core.metric.Slices;
import io.engagement.core.session.SessionLine;
import io.engagement.core.session.SessionSummary;

/** What {@link ContentMetric} keeps of a user. */
public final class ContentState {
  /** The items of every bucket that an event may still fall into. */
  final Slices<ItemViews> views;

  /**
   * The sessions that an event may still change. Their entry and exit page are the item of the
   * first and the last view; null where that does not match.
   */
  final SessionLine<SessionSummary> line;

  ContentState(Slices<ItemViews> views, SessionLine<SessionSummary> line) {
    this.views = views;
    this.line = line;
  }
}
