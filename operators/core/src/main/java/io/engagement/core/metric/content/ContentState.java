package io.engagement.core.metric.content;

import io.engagement.core.metric.Slices;

/** One user's section of a {@code content} definition. */
final class ContentState {
  final Slices<ItemViews> slices;

  /** Whether the views are to be counted again, as ids have been merged; not written. */
  boolean uncounted;

  ContentState(Slices<ItemViews> slices) {
    this.slices = slices;
  }
}
