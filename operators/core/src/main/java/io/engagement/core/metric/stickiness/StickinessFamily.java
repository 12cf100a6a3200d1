package io.engagement.core.metric.stickiness;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;
import java.util.Locale;

/** How {@code stickiness} is written. */
public record StickinessFamily() implements MetricFamily<StickinessDefinition> {
  static final List<Period> PERIODS =
      List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ROLLING_30D);
  private static final long MOST_EVENTS = 100_000;

  @Override
  public String name() {
    return "stickiness";
  }

  @Override
  public StickinessDefinition read(ConfigNode node, DefinitionContext context) {
    Interval interval = node.child("interval").oneOfOr(Interval.DAY);
    return new StickinessDefinition(
        context.id(node),
        MatcherReader.readOr(node.child("events"), EventMatcher.ANY),
        interval,
        (int) node.child("min-events").integerOr(1, 1, MOST_EVENTS),
        periods(node.child("periods"), interval),
        context.breakdowns(node));
  }

  private static List<Period> periods(ConfigNode node, Interval interval) {
    List<Period> usual =
        interval == Interval.WEEK
            ? List.of(Period.MONTH, Period.ROLLING_30D)
            : List.of(Period.WEEK, Period.MONTH);
    List<Period> periods = node.someOfOr(usual, PERIODS);
    for (Period period : periods) {
      if (!interval.divides(period)) {
        node.problem(
            "a " + period.label() + " has only one " + interval.name().toLowerCase(Locale.ROOT),
            "take it out, or count shorter intervals");
      }
    }
    return periods;
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(StickinessTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(StickinessDefinition definition, MetricSetup setup) {
    return new StickinessMetric(definition, setup);
  }
}
