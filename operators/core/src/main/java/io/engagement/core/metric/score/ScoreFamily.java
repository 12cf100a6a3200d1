package io.engagement.core.metric.score;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.MINUTE;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.PublishKey;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How {@code score} is written. */
public record ScoreFamily() implements MetricFamily<ScoreDefinition> {
  static final int MOST_WEIGHTS = 200;

  /** Four million such events in one half-life would reach the bound of {@link PeriodPoints}. */
  private static final BigDecimal LARGEST_WEIGHT = BigDecimal.valueOf(1_000);

  private static final int MOST_DECIMALS = 6;
  private static final long LONGEST_HALF_LIFE_DAYS = 3_650;

  @Override
  public String name() {
    return "score";
  }

  @Override
  public ScoreDefinition read(ConfigNode node, DefinitionContext context) {
    return new ScoreDefinition(
        context.id(node),
        context.sessions(node),
        node.child("half-life").durationMillisOr(7 * DAY, MINUTE, LONGEST_HALF_LIFE_DAYS * DAY),
        weights(node.child("weights")),
        context.currency(node),
        PublishKey.read(node));
  }

  private static SortedMap<String, BigDecimal> weights(ConfigNode node) {
    SortedMap<String, BigDecimal> weights = new TreeMap<>();
    if (!node.isPresent()) {
      node.problem("is missing; expected weights by event name", "for example {Product Viewed: 1}");
      return weights;
    }
    if (!node.requireMap()) {
      return weights;
    }
    node.entries().forEach((name, weight) -> weights.put(name, weight(weight)));
    if (weights.isEmpty()) {
      node.problem("no event has a weight", "for example {Product Viewed: 1}");
    } else if (weights.size() > MOST_WEIGHTS) {
      node.problem(weights.size() + " weights are too many", "at most " + MOST_WEIGHTS);
    }
    return weights;
  }

  private static BigDecimal weight(ConfigNode node) {
    Object value = node.value();
    if (!(value instanceof Number)) {
      if (value != null) {
        node.problem("expected a number", "for example 1 or 2.5");
      }
      return BigDecimal.ONE;
    }
    BigDecimal weight = new BigDecimal(value.toString());
    if (weight.abs().compareTo(LARGEST_WEIGHT) > 0 || weight.scale() > MOST_DECIMALS) {
      node.problem(
          weight.toPlainString() + " cannot be a weight",
          "from -1000 to 1000, with at most six digits after the point");
    }
    return weight;
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(ScoreTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(ScoreDefinition definition, MetricSetup setup) {
    return ScoreMetric.of(definition, setup);
  }
}
