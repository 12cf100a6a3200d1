package io.engagement.core.event;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of a schema's matchers hold for an event. Type and name lead to the few matchers
 * that can hold at all; only their conditions are looked at.
 */
public final class MatcherEvaluator {
  private static final CompiledCondition[] UNCONDITIONAL = {};

  private final Map<String, Integer> paths = new LinkedHashMap<>();
  private final Map<String, Map<EventType, Candidates>> byName = new HashMap<>();
  private final Map<EventType, Candidates> otherNames = new EnumMap<>(EventType.class);

  /** Where conditions find the values they compare, in the canonical form of {@link UserEvent}. */
  @FunctionalInterface
  public interface Values {
    /** The value at a path, by its index in {@link #paths}; null when it is absent or null. */
    @Nullable Object at(int path);
  }

  /** What may hold for one type and name. */
  private record Candidates(long[] certain, Conditional[] conditional) {}

  /** A matcher that holds when all of its tests do. */
  private record Conditional(int matcher, CompiledCondition[] tests) {}

  /** One way in which a matcher can hold. */
  private record Alternative(
      int matcher, Set<EventType> types, Set<String> names, CompiledCondition[] tests) {
    boolean mayHold(EventType type, @Nullable String name) {
      return types.contains(type) && (names.isEmpty() || (name != null && names.contains(name)));
    }
  }

  /** Numbers the matchers as the list does. */
  public MatcherEvaluator(List<EventMatcher> matchers) {
    List<Alternative> alternatives = new ArrayList<>();
    for (int i = 0; i < matchers.size(); i++) {
      flatten(i, matchers.get(i), alternatives);
    }
    Set<String> names = new LinkedHashSet<>();
    alternatives.forEach(alternative -> names.addAll(alternative.names));
    int words = (matchers.size() + 63) >>> 6;
    for (EventType type : EventType.values()) {
      otherNames.put(type, candidates(alternatives, type, null, words));
      for (String name : names) {
        byName
            .computeIfAbsent(name, absent -> new EnumMap<>(EventType.class))
            .put(type, candidates(alternatives, type, name, words));
      }
    }
  }

  /** The JSON paths the conditions look at. */
  public List<String> paths() {
    return List.copyOf(paths.keySet());
  }

  /**
   * Sets the matches of an event whose type and name are set and which has been reset for as many
   * matchers as this evaluator has.
   */
  public void evaluate(UserEvent event, Values values) {
    Map<EventType, Candidates> byType = byName.get(event.name);
    Candidates candidates = (byType == null ? otherNames : byType).get(event.type);
    if (candidates == null) {
      throw new IllegalStateException("no candidates for " + event.type);
    }
    long[] words = event.matchWords();
    for (int i = 0; i < words.length; i++) {
      words[i] |= candidates.certain[i];
    }
    for (Conditional conditional : candidates.conditional) {
      if (!event.matches(conditional.matcher) && allHold(conditional.tests, values)) {
        event.setMatch(conditional.matcher);
      }
    }
  }

  private static boolean allHold(CompiledCondition[] tests, Values values) {
    for (CompiledCondition test : tests) {
      if (!test.holds(values.at(test.path))) {
        return false;
      }
    }
    return true;
  }

  private void flatten(int number, EventMatcher matcher, List<Alternative> into) {
    if (matcher instanceof EventMatcher.AnyOf anyOf) {
      anyOf.matchers().forEach(member -> flatten(number, member, into));
    } else if (matcher instanceof EventMatcher.Spec spec) {
      CompiledCondition[] tests =
          spec.where().stream()
              .map(where -> new CompiledCondition(where, number(where.path())))
              .toArray(CompiledCondition[]::new);
      into.add(new Alternative(number, types(spec), Set.copyOf(spec.names()), tests));
    } else {
      into.add(new Alternative(number, EnumSet.allOf(EventType.class), Set.of(), UNCONDITIONAL));
    }
  }

  private int number(String path) {
    return paths.computeIfAbsent(path, absent -> paths.size());
  }

  private static Set<EventType> types(EventMatcher.Spec spec) {
    if (!spec.types().isEmpty()) {
      return EnumSet.copyOf(spec.types());
    }
    return spec.names().isEmpty()
        ? EnumSet.allOf(EventType.class)
        : EnumSet.of(EventType.TRACK, EventType.PAGE, EventType.SCREEN);
  }

  private static Candidates candidates(
      List<Alternative> alternatives, EventType type, @Nullable String name, int words) {
    long[] certain = new long[words];
    List<Conditional> conditional = new ArrayList<>();
    for (Alternative alternative : alternatives) {
      if (alternative.mayHold(type, name)) {
        if (alternative.tests.length == 0) {
          certain[alternative.matcher >>> 6] |= 1L << alternative.matcher;
        } else {
          conditional.add(new Conditional(alternative.matcher, alternative.tests));
        }
      }
    }
    conditional.removeIf(c -> (certain[c.matcher >>> 6] >>> c.matcher & 1) != 0);
    return new Candidates(certain, conditional.toArray(Conditional[]::new));
  }
}
