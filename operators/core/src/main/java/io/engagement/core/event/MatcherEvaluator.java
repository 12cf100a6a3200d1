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

  /** What may hold for one type and name. */
  private record Candidates(long[] certain, Conditional[] conditional) {}

  /** A matcher that holds when all of its tests do and none of the exceptions. */
  private record Conditional(int matcher, CompiledCondition[] tests, List<Conditional> exceptions) {
    boolean isCertain() {
      return tests.length == 0 && exceptions.isEmpty();
    }

    boolean holds(PathValues values) {
      for (CompiledCondition test : tests) {
        if (!test.holds(values.at(test.path))) {
          return false;
        }
      }
      for (int i = 0; i < exceptions.size(); i++) {
        if (exceptions.get(i).holds(values)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One way in which a matcher can hold, unless one of the exceptions does. */
  private record Alternative(
      int matcher,
      Set<EventType> types,
      Set<String> names,
      CompiledCondition[] tests,
      List<Alternative> exceptions) {

    void addNames(Set<String> into) {
      into.addAll(names);
      exceptions.forEach(exception -> exception.addNames(into));
    }

    Alternative except(List<Alternative> more) {
      List<Alternative> joined = new ArrayList<>(exceptions);
      joined.addAll(more);
      return new Alternative(matcher, types, names, tests, joined);
    }

    /** What is left to decide for a type and name; null when it cannot hold. */
    @Nullable Conditional given(EventType type, @Nullable String name) {
      if (!types.contains(type) || (!names.isEmpty() && (name == null || !names.contains(name)))) {
        return null;
      }
      List<Conditional> open = new ArrayList<>();
      for (Alternative exception : exceptions) {
        Conditional left = exception.given(type, name);
        if (left != null && left.isCertain()) {
          return null;
        }
        if (left != null) {
          open.add(left);
        }
      }
      return new Conditional(matcher, tests, open);
    }
  }

  /** Numbers the matchers as the list does. */
  public MatcherEvaluator(List<EventMatcher> matchers) {
    List<Alternative> alternatives = new ArrayList<>();
    for (int i = 0; i < matchers.size(); i++) {
      flatten(i, matchers.get(i), alternatives);
    }
    Set<String> names = new LinkedHashSet<>();
    alternatives.forEach(alternative -> alternative.addNames(names));
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

  /** The names that some matcher mentions. */
  Set<String> names() {
    return byName.keySet();
  }

  /** The JSON paths the conditions look at. */
  public List<String> paths() {
    return List.copyOf(paths.keySet());
  }

  /**
   * Sets the matches of an event whose type and name are set and which has been reset for as many
   * matchers as this evaluator has.
   *
   * @param values the record's values by the index of {@link #paths}
   */
  public void evaluate(UserEvent event, PathValues values) {
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
      if (!event.matches(conditional.matcher) && conditional.holds(values)) {
        event.setMatch(conditional.matcher);
      }
    }
  }

  private void flatten(int number, EventMatcher matcher, List<Alternative> into) {
    if (matcher instanceof EventMatcher.AnyOf anyOf) {
      anyOf.matchers().forEach(member -> flatten(number, member, into));
    } else if (matcher instanceof EventMatcher.Spec spec) {
      CompiledCondition[] tests =
          spec.where().stream()
              .map(where -> new CompiledCondition(where, number(where.path())))
              .toArray(CompiledCondition[]::new);
      into.add(new Alternative(number, types(spec), Set.copyOf(spec.names()), tests, List.of()));
    } else if (matcher instanceof EventMatcher.Except except) {
      List<Alternative> of = new ArrayList<>();
      List<Alternative> not = new ArrayList<>();
      flatten(number, except.of(), of);
      flatten(number, except.not(), not);
      of.forEach(alternative -> into.add(alternative.except(not)));
    } else {
      into.add(
          new Alternative(
              number, EnumSet.allOf(EventType.class), Set.of(), UNCONDITIONAL, List.of()));
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
      Conditional left = alternative.given(type, name);
      if (left != null && left.isCertain()) {
        certain[alternative.matcher >>> 6] |= 1L << alternative.matcher;
      } else if (left != null) {
        conditional.add(left);
      }
    }
    conditional.removeIf(c -> (certain[c.matcher >>> 6] >>> c.matcher & 1) != 0);
    return new Candidates(certain, conditional.toArray(Conditional[]::new));
  }
}
