package io.engagement.core.metric.carts;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.HOUR;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Durations;
import java.util.List;

/** How {@code carts} are written. */
public record CartsFamily() implements MetricFamily<CartsDefinition> {
  @Override
  public String name() {
    return "carts";
  }

  @Override
  public CartsDefinition read(ConfigNode node, DefinitionContext context) {
    String id = context.id(node);
    long abandonAfter = node.child("abandon-after").durationMillisOr(HOUR, SECOND, 30 * DAY);
    String currency = context.currency(node);
    ConfigNode remember = node.child("remember");
    long rememberMillis = remember.durationMillisOr(90 * DAY, HOUR, 400 * DAY);
    if (rememberMillis < abandonAfter) {
      remember.problem(
          "a cart would expire before it is abandoned",
          "at least abandon-after, which is " + Durations.format(abandonAfter));
    }
    return new CartsDefinition(
        id, abandonAfter, currency, rememberMillis, context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(CartsTables.FACTS, CartsTables.CELLS);
  }

  @Override
  public UserMetric<?> metric(CartsDefinition definition, MetricSetup setup) {
    return new CartsMetric(definition, setup);
  }
}
