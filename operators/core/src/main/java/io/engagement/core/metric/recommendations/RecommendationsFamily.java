package io.engagement.core.metric.recommendations;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.MINUTE;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import java.util.List;

/** How {@code recommendations} are written. */
public record RecommendationsFamily() implements MetricFamily<RecommendationsDefinition> {
  @Override
  public String name() {
    return "recommendations";
  }

  @Override
  public RecommendationsDefinition read(ConfigNode node, DefinitionContext context) {
    long onceWithin = node.child("once-within").durationMillisOr(7 * DAY, SECOND, 90 * DAY);
    return new RecommendationsDefinition(
        context.id(node),
        node.child("click-window").durationMillisOr(30 * MINUTE, SECOND, 7 * DAY),
        node.child("conversion-window").durationMillisOr(7 * DAY, SECOND, 90 * DAY),
        onceWithin,
        node.child("list-once-within").durationMillisOr(onceWithin, SECOND, 90 * DAY),
        node.child("positions").oneOfOr(Positions.AUTO),
        context.currency(node),
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(RecommendationsTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(RecommendationsDefinition definition, MetricSetup setup) {
    return new RecommendationsMetric(definition, setup);
  }
}
