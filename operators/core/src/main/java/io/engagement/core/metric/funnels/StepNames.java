package io.engagement.core.metric.funnels;

import io.engagement.core.event.EventMatcher;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a step is called when the configuration has no name for it: its events, sorted. */
final class StepNames {
  private StepNames() {}

  static String of(EventMatcher matcher) {
    Set<String> names = new TreeSet<>();
    collect(matcher, names);
    return String.join(" or ", names);
  }

  private static void collect(EventMatcher matcher, Set<String> names) {
    if (matcher instanceof EventMatcher.AnyOf or) {
      or.matchers().forEach(one -> collect(one, names));
    } else if (matcher instanceof EventMatcher.Except except) {
      collect(except.of(), names);
    } else if (matcher instanceof EventMatcher.Spec spec && !spec.names().isEmpty()) {
      names.addAll(spec.names());
    } else if (matcher instanceof EventMatcher.Spec spec && !spec.types().isEmpty()) {
      spec.types().forEach(type -> names.add(type.name().toLowerCase(Locale.ROOT)));
    } else {
      names.add("any");
    }
  }
}
