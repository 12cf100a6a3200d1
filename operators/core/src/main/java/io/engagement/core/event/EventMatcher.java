package io.engagement.core.event;

import java.util.Collection;
import java.util.List;

/**
 * Which events a definition means. Pure data, compared by value; evaluated by {@link EventSchema}.
 *
 * <p>{@link Any} holds for every event, identify included. {@link Spec} joins its parts by and.
 * {@link AnyOf} joins matchers by or. {@link Except} takes some away.
 */
public sealed interface EventMatcher {

  /** Every event. */
  EventMatcher ANY = new Any();

  /** Holds for every event. */
  record Any() implements EventMatcher {}

  /**
   * One kind of event.
   *
   * @param types the types it may have; empty = {@code track}, {@code page} and {@code screen} when
   *     {@code names} is given, else every type
   * @param names a track event of that name, or a page or screen of that name; empty = any name
   * @param where conditions on JSON paths, all of which must hold
   */
  record Spec(List<EventType> types, List<String> names, List<Condition> where)
      implements EventMatcher {
    public Spec {
      types = List.copyOf(types);
      names = List.copyOf(names);
      where = List.copyOf(where);
    }
  }

  /** Holds when one of the matchers does. */
  record AnyOf(List<EventMatcher> matchers) implements EventMatcher {
    public AnyOf {
      matchers = List.copyOf(matchers);
    }
  }

  /** Holds when {@code of} does and {@code not} does not. */
  record Except(EventMatcher of, EventMatcher not) implements EventMatcher {}

  /**
   * A stable text of what the matcher holds for: equal for equal matchers, different for others.
   * Part of what {@code DefinitionKey} is made of.
   */
  default String meaning() {
    return MatcherMeaning.of(this);
  }

  /** Whether it names an event that is called one of these. */
  default boolean mentions(Collection<String> names) {
    if (this instanceof Spec spec) {
      return spec.names().stream().anyMatch(names::contains);
    }
    if (this instanceof AnyOf or) {
      return or.matchers().stream().anyMatch(matcher -> matcher.mentions(names));
    }
    return this instanceof Except except && except.of().mentions(names);
  }

  /** A matcher for a track event, page or screen of that name. */
  static EventMatcher named(String name) {
    return new Spec(List.of(), List.of(name), List.of());
  }

  /** The same without page pings: they tell how long a view lasts, not that somebody came. */
  static EventMatcher withoutPagePings(EventMatcher events) {
    return new Except(events, named("Page Ping"));
  }
}
