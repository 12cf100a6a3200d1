package io.engagement.core.metric.experiments;

import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.MatcherReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How {@code experiments} are written. */
public record ExperimentsFamily() implements MetricFamily<ExperimentsDefinition> {
  static final int MOST_GOALS = 50;

  private static final Set<String> MATCHER_KEYS = Set.of("type", "event", "where");

  @Override
  public String name() {
    return "experiments";
  }

  @Override
  public ExperimentsDefinition read(ConfigNode node, DefinitionContext context) {
    return new ExperimentsDefinition(
        context.id(node),
        MatcherReader.readOr(
            node.child("exposure"), context.vocabulary().named(Vocabulary.Name.EXPERIMENT_VIEWED)),
        goals(node.child("goals"), context),
        context.breakdowns(node));
  }

  private static List<Goal> goals(ConfigNode node, DefinitionContext context) {
    List<Goal> goals = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ConfigNode item : node.items()) {
      if (!item.requireMap()) {
        continue;
      }
      String id = context.id(item);
      if (!ids.add(id) && !id.isEmpty()) {
        item.child("id").problem("another goal has the id " + id, "ids of goals are unique");
      }
      if (item.keys().stream().noneMatch(MATCHER_KEYS::contains)) {
        item.problem("the goal says nothing of its events", "add event, type or where");
      }
      ConfigNode value = item.child("value");
      goals.add(
          new Goal(id, MatcherReader.read(item), value.isPresent() ? JsonPaths.read(value) : null));
    }
    if (!node.isPresent() || (node.isList() && node.items().isEmpty())) {
      node.problem(
          node.isPresent() ? "the list is empty" : "is missing; expected a list of goals",
          "for example [{id: order, event: Order Completed}]");
    } else if (goals.size() > MOST_GOALS) {
      node.problem(goals.size() + " goals are too many", "at most " + MOST_GOALS);
    }
    return goals;
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(
        ExperimentsTable.TABLE, ExperimentDaysTable.TABLE, ExperimentAssignmentsTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(ExperimentsDefinition definition, MetricSetup setup) {
    return new ExperimentsMetric(definition, setup);
  }
}
