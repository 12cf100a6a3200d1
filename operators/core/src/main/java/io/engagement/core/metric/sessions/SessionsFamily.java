package io.engagement.core.metric.sessions;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.MINUTE;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.PublishKey;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;
import java.util.Set;

/** How {@code sessions} are written. */
public record SessionsFamily() implements MetricFamily<SessionsDefinition> {

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public SessionsDefinition read(ConfigNode node, DefinitionContext context) {
    return new SessionsDefinition(
        context.id(node),
        MatcherReader.readOr(node.child("events"), EventMatcher.ANY),
        MatcherReader.readOrNull(node.child("exclude")),
        node.child("gap").durationMillisOr(30 * MINUTE, SECOND, 7 * DAY),
        node.child("boundary").oneOfOr(SessionsDefinition.Boundary.INCLUSIVE),
        Set.copyOf(
            node.child("split").someOfOr(List.of(), List.of(SessionsDefinition.Split.values()))),
        node.child("bounce").oneOfOr(SessionsDefinition.Bounce.NOT_ENGAGED),
        MatcherReader.readOrNull(node.child("key-events")),
        node.child("heartbeat").durationMillisOr(10 * SECOND, SECOND, 10 * MINUTE),
        node.child("minimum-visit").durationMillisOr(5 * SECOND, 0, 10 * MINUTE),
        PublishKey.read(node),
        context.currency(node),
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(SessionsTables.FACTS, SessionsTables.CELLS);
  }

  @Override
  public UserMetric<?> metric(SessionsDefinition definition, MetricSetup setup) {
    return SessionsMetric.of(definition, setup);
  }
}
