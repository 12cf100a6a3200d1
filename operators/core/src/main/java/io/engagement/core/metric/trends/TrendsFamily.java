package io.engagement.core.metric.trends;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;

/** How {@code trends} are written. */
public record TrendsFamily() implements MetricFamily<TrendsDefinition> {
  private static final List<Period> PERIODS =
      List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH);

  @Override
  public String name() {
    return "trends";
  }

  @Override
  public TrendsDefinition read(ConfigNode node, DefinitionContext context) {
    ConfigNode sum = node.child("sum");
    return new TrendsDefinition(
        context.id(node),
        MatcherReader.readOr(node.child("events"), EventMatcher.ANY),
        node.child("periods").someOfOr(List.of(Period.DAY), PERIODS),
        sum.isPresent() ? JsonPaths.read(sum) : null,
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(TrendsTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(TrendsDefinition definition, MetricSetup setup) {
    return new TrendsMetric(definition, setup);
  }
}
