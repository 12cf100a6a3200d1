package io.engagement.core.metric.paths;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@code paths} are written. */
public record PathsFamily() implements MetricFamily<PathsDefinition> {
  private static final EventMatcher PAGES =
      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());
  private static final String PAGE_PATH = "properties.path";
  private static final int USUAL_STEPS = 5;
  private static final int MOST_STEPS = 50;
  private static final int USUAL_EVENTS = 1_000;
  private static final int MOST_EVENTS = 10_000;

  @Override
  public String name() {
    return "paths";
  }

  @Override
  public PathsDefinition read(ConfigNode node, DefinitionContext context) {
    ConfigNode item = node.child("item");
    ConfigNode steps = node.child("steps");
    ConfigNode events = node.child("events-per-session");
    PathsDefinition definition =
        new PathsDefinition(
            context.id(node),
            context.sessions(node),
            MatcherReader.readOr(node.child("events"), PAGES),
            item.isPresent() ? JsonPaths.read(item) : PAGE_PATH,
            (int) steps.integerOr(USUAL_STEPS, 2, MOST_STEPS),
            node.child("collapse").flagOr(true) ? Repeats.COLLAPSE : Repeats.KEEP,
            start(node.child("start")),
            node.child("gap").durationMillisOr(PathsDefinition.GAP_OF_SESSIONS, SECOND, 7 * DAY),
            (int) events.integerOr(USUAL_EVENTS, 1, MOST_EVENTS),
            context.breakdowns(node));
    if (definition.eventsPerSession() < definition.steps()) {
      events.problem(
          "a path of " + definition.steps() + " steps needs as many events",
          "at least " + definition.steps());
    }
    return definition;
  }

  private static @Nullable String start(ConfigNode node) {
    String item = node.textOrNull();
    if (item != null && !DimensionText.cut(item).equals(item)) {
      node.problem(
          "no item is that long", "at most " + DimensionText.LONGEST_VALUE + " characters");
    }
    return item;
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(PathsTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(PathsDefinition definition, MetricSetup setup) {
    return PathsMetric.of(definition, setup);
  }
}
