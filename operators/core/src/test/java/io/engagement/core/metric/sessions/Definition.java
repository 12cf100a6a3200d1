package io.engagement.core.metric.sessions;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.session.Publish;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A definition of sessions with the defaults of the configuration, to vary in tests. */
final class Definition {
  String id = "web";
  EventMatcher events = EventMatcher.ANY;
  EventMatcher exclude;
  long gapMillis = 1_800_000L;
  SessionsDefinition.Boundary boundary = SessionsDefinition.Boundary.INCLUSIVE;
  Set<SessionsDefinition.Split> splits = Set.of();
  SessionsDefinition.Bounce bounce = SessionsDefinition.Bounce.NOT_ENGAGED;
  EventMatcher keyEvents;
  long heartbeatMillis = 10_000L;
  long minimumVisitMillis = 5_000L;
  Publish publish = Publish.CHANGES;
  String currency = "USD";
  List<String> breakdowns = List.of();

  Definition id(String other) {
    id = other;
    return this;
  }

  Definition excluding(String name) {
    exclude = EventMatcher.named(name);
    return this;
  }

  Definition keyEvents(String name) {
    keyEvents = EventMatcher.named(name);
    return this;
  }

  Definition exclusive() {
    boundary = SessionsDefinition.Boundary.EXCLUSIVE;
    return this;
  }

  Definition split(SessionsDefinition.Split... at) {
    splits = Set.of(at);
    return this;
  }

  Definition singleView() {
    bounce = SessionsDefinition.Bounce.SINGLE_VIEW;
    return this;
  }

  Definition publishClosed() {
    publish = Publish.CLOSED;
    return this;
  }

  Definition publishEvery(long millis) {
    publish = Publish.every(millis);
    return this;
  }

  Definition currency(String usual) {
    currency = usual;
    return this;
  }

  Definition by(String... names) {
    breakdowns = Arrays.asList(names);
    return this;
  }

  SessionsDefinition made() {
    return new SessionsDefinition(
        id,
        events,
        exclude,
        gapMillis,
        boundary,
        splits,
        bounce,
        keyEvents,
        heartbeatMillis,
        minimumVisitMillis,
        publish,
        currency,
        breakdowns);
  }
}
