package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;

/** Tells whether a matcher can hold for a view at all: a page or a screen. */
final class ViewMatchers {
  private ViewMatchers() {}

  static boolean canHold(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.Spec spec) {
      return spec.types().isEmpty() || spec.types().stream().anyMatch(EventType::isView);
    }
    if (matcher instanceof EventMatcher.AnyOf or) {
      return or.matchers().stream().anyMatch(ViewMatchers::canHold);
    }
    return !(matcher instanceof EventMatcher.Except except) || canHold(except.of());
  }
}
