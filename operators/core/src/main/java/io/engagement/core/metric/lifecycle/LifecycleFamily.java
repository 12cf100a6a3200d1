package io.engagement.core.metric.lifecycle;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;

/** How {@code lifecycle} is written. */
public record LifecycleFamily() implements MetricFamily<LifecycleDefinition> {
  static final List<Period> PERIODS = List.of(Period.DAY, Period.WEEK, Period.MONTH);
  private static final List<Period> USUAL_PERIODS = List.of(Period.DAY, Period.WEEK);

  @Override
  public String name() {
    return "lifecycle";
  }

  @Override
  public LifecycleDefinition read(ConfigNode node, DefinitionContext context) {
    return new LifecycleDefinition(
        context.id(node),
        MatcherReader.readOr(node.child("events"), EventMatcher.ANY),
        node.child("periods").someOfOr(USUAL_PERIODS, PERIODS),
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(LifecycleTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(LifecycleDefinition definition, MetricSetup setup) {
    return new LifecycleMetric(definition, setup);
  }
}
