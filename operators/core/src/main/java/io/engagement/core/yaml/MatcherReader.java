package io.engagement.core.yaml;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event matcher: {@code any}; a name; {@code {type, event, where}}; or a list of them,
 * joined by or.
 *
 * <p>Matchers are brought into one form, so that what means the same is equal: types, names,
 * conditions and alternatives are sorted.
 */
public final class MatcherReader {
  private static final String FORMS =
      "any, the name of an event, {type, event, where}, or a list of these";

  private MatcherReader() {}

  /** The matcher of a node that must have one. */
  public static EventMatcher read(ConfigNode node) {
    if (!node.isList()) {
      return readOne(node);
    }
    List<EventMatcher> matchers = new ArrayList<>();
    for (ConfigNode item : node.items()) {
      if (item.isList()) {
        item.problem("a list of matchers cannot have a list inside", FORMS);
      } else {
        EventMatcher matcher = readOne(item);
        if (matchers.contains(matcher)) {
          item.repeated("the same matcher");
        }
        matchers.add(matcher);
      }
    }
    if (node.items().isEmpty()) {
      node.problem("the list is empty and would match nothing", FORMS);
    }
    matchers.sort(Comparator.comparing(EventMatcher::meaning));
    return matchers.size() == 1 ? matchers.get(0) : new EventMatcher.AnyOf(matchers);
  }

  public static EventMatcher readOr(ConfigNode node, EventMatcher absent) {
    return node.isPresent() ? read(node) : absent;
  }

  public static @Nullable EventMatcher readOrNull(ConfigNode node) {
    return node.isPresent() ? read(node) : null;
  }

  private static EventMatcher readOne(ConfigNode node) {
    if (node.isMap()) {
      return readSpec(node);
    }
    if (!node.isPresent()) {
      node.problem("is missing; expected an event matcher", FORMS);
      return EventMatcher.ANY;
    }
    String name = node.text();
    return name.equals("any") ? EventMatcher.ANY : EventMatcher.named(name);
  }

  private static EventMatcher readSpec(ConfigNode node) {
    List<EventType> types =
        node.child("type").someOfOr(List.of(), List.of(EventType.values())).stream()
            .sorted()
            .toList();
    List<String> names = node.child("event").textsOr(List.of()).stream().sorted().toList();
    List<Condition> where = ConditionReader.read(node.child("where"));
    if (node.keys().isEmpty()) {
      node.problem("the matcher says nothing", "for every event write any; else " + FORMS);
    }
    if (!names.isEmpty()) {
      types.stream()
          .filter(type -> type != EventType.TRACK && !type.isView())
          .forEach(
              type ->
                  node.child("type")
                      .problem(
                          ScalarReader.label(type) + " events have no name to match",
                          "leave out event, or write a matcher of its own for the type"));
    }
    return new EventMatcher.Spec(types, names, where);
  }
}
