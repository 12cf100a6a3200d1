package io.engagement.core.metric.activeusers;

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

/** How {@code active-users} are written. */
public record ActiveUsersFamily() implements MetricFamily<ActiveUsersDefinition> {
  private static final List<Period> PERIODS =
      List.of(
          Period.DAY,
          Period.WEEK,
          Period.MONTH,
          Period.ROLLING_7D,
          Period.ROLLING_30D,
          Period.ROLLING_5M);
  private static final List<Period> USUAL_PERIODS = List.of(Period.DAY, Period.WEEK, Period.MONTH);

  @Override
  public String name() {
    return "active-users";
  }

  @Override
  public ActiveUsersDefinition read(ConfigNode node, DefinitionContext context) {
    return new ActiveUsersDefinition(
        context.id(node),
        MatcherReader.readOr(node.child("events"), EventMatcher.ANY),
        node.child("periods").someOfOr(USUAL_PERIODS, PERIODS),
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(ActiveUsersTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(ActiveUsersDefinition definition, MetricSetup setup) {
    return new ActiveUsersMetric(definition, setup);
  }
}
