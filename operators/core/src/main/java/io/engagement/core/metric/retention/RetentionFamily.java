package io.engagement.core.metric.retention;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;

/** How {@code retention} is written. */
public record RetentionFamily() implements MetricFamily<RetentionDefinition> {
  static final List<Period> PERIODS = List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH);
  private static final int USUAL_PERIODS = 7;
  private static final int MOST_PERIODS = 366;
  private static final int MOST_RETURNS = 1_000;

  @Override
  public String name() {
    return "retention";
  }

  @Override
  public RetentionDefinition read(ConfigNode node, DefinitionContext context) {
    ConfigNode period = node.child("period");
    return new RetentionDefinition(
        context.id(node),
        MatcherReader.read(node.child("start")),
        MatcherReader.readOr(node.child("return"), EventMatcher.ANY),
        period.isPresent() ? period.oneOf(PERIODS) : Period.DAY,
        (int) node.child("periods").integerOr(USUAL_PERIODS, 1, MOST_PERIODS),
        node.child("cohort").oneOfOr(Cohort.FIRST_TIME),
        node.child("counting").oneOfOr(Counting.ON),
        (int) node.child("min-returns").integerOr(1, 1, MOST_RETURNS),
        context.breakdowns(node),
        node.child("attribution").oneOfOr(Attribution.BOTH));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(RetentionTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(RetentionDefinition definition, MetricSetup setup) {
    return RetentionMetric.of(definition, setup);
  }
}
