package io.engagement.core.config;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.yaml.ConfigNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code metrics}: for each family a list of named definitions. */
final class MetricsReader {
  private static final int MOST_DEFINITIONS = 100;
  private static final String SESSIONS = "sessions";

  private MetricsReader() {}

  /**
   * @param breakdowns names of the deployment's dimensions
   * @param vocabulary what the deployment calls the fields and events of shops
   */
  static List<ConfiguredMetric<?>> read(
      ConfigNode node, Set<String> breakdowns, Vocabulary vocabulary) {
    List<ConfiguredMetric<?>> metrics = new ArrayList<>();
    if (!node.requireMap()) {
      return metrics;
    }
    DefinitionContext context =
        new DefinitionContext(breakdowns, vocabulary, ids(node.child(SESSIONS)));
    for (MetricFamily<?> family : MetricCatalog.families()) {
      readFamily(family, node.child(family.name()), context, metrics);
    }
    if (node.keys().stream().allMatch(key -> isEmptyFamily(key, node))) {
      node.problem("no metric is defined", "for example sessions: [{id: web}]");
    }
    if (metrics.size() > MOST_DEFINITIONS) {
      node.problem(metrics.size() + " definitions are too many", "at most " + MOST_DEFINITIONS);
    }
    return metrics;
  }

  /** The ids of a family as they are written, whatever else is wrong with its definitions. */
  private static Set<String> ids(ConfigNode family) {
    Set<String> ids = new LinkedHashSet<>();
    if (family.isList()) {
      for (ConfigNode item : family.items()) {
        if (item.isMap() && item.child("id").isScalar()) {
          ids.add(item.child("id").text());
        }
      }
    }
    return ids;
  }

  private static boolean isEmptyFamily(String key, ConfigNode metrics) {
    boolean known = MetricCatalog.families().stream().anyMatch(it -> it.name().equals(key));
    return known && metrics.child(key).isList() && metrics.child(key).items().isEmpty();
  }

  private static <D extends MetricDefinition> void readFamily(
      MetricFamily<D> family,
      ConfigNode node,
      DefinitionContext context,
      List<ConfiguredMetric<?>> metrics) {
    Map<String, Integer> lines = new HashMap<>();
    for (ConfigNode item : node.items()) {
      if (!item.requireMap()) {
        continue;
      }
      D definition = family.read(item, context);
      ConfigNode id = item.child("id");
      Integer before = lines.putIfAbsent(definition.id(), id.line());
      if (before != null && !definition.id().isEmpty()) {
        id.problem(
            family.name() + " already has the id " + definition.id(), "first at line " + before);
      }
      metrics.add(new ConfiguredMetric<>(family, definition));
    }
  }
}
