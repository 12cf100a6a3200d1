package io.engagement.core.metric.funnels;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.HOUR;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.MatcherReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How {@code funnels} are written. */
public record FunnelsFamily() implements MetricFamily<FunnelsDefinition> {
  static final int MOST_STEPS = 20;
  static final int MOST_EXCLUSIONS = 10;

  private static final Set<String> MATCHER_KEYS = Set.of("type", "event", "where");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

  /** What the key {@code attribution} may be besides a number. */
  enum Attribution {
    FIRST,
    LAST
  }

  @Override
  public String name() {
    return "funnels";
  }

  @Override
  public FunnelsDefinition read(ConfigNode node, DefinitionContext context) {
    String id = context.id(node);
    List<Step> steps = steps(node.child("steps"));
    Order order = node.child("order").oneOfOr(Order.ORDERED);
    ConfigNode increase = node.child("strict-increase");
    ConfigNode grace = node.child("grace");
    ConfigNode universe = node.child("strict-universe");
    ConfigNode exclude = node.child("exclude");
    ConfigNode onExclusion = node.child("on-exclusion");
    FunnelsDefinition definition =
        new FunnelsDefinition(
            id,
            steps,
            node.child("window").durationMillisOr(7 * DAY, SECOND, 400 * DAY),
            order,
            MatcherReader.readOrNull(universe),
            increase.flagOr(false) ? EqualTimes.DO_NOT_CHAIN : EqualTimes.CHAIN,
            grace.durationMillisOr(0, 1, HOUR),
            exclusions(exclude, steps.size()),
            onExclusion.oneOfOr(OnExclusion.TAINT),
            node.child("attempt").oneOfOr(order == Order.ANY ? Attempts.EARLIEST : Attempts.LATEST),
            bucket(node.child("bucket")),
            attribution(node.child("attribution"), steps.size()),
            context.breakdowns(node));
    onlyWith(order, Order.ORDERED, increase);
    onlyWith(order, Order.ORDERED, grace);
    onlyWith(order, Order.STRICT, universe);
    if (definition.equalTimes() == EqualTimes.DO_NOT_CHAIN && grace.isPresent()) {
      grace.problem("grace and strict-increase exclude each other", "leave one of them out");
    }
    if (onExclusion.isPresent() && order == Order.ANY) {
      onExclusion.problem(
          "with order any an excluded event always ends the attempt", "leave the key out");
    } else if (exclude.isPresent() && steps.size() == 1) {
      exclude.problem("a funnel of one step has nothing in between", "leave the key out");
    } else if (onExclusion.isPresent() && !exclude.isPresent()) {
      onExclusion.problem("nothing is excluded", "name the events under exclude");
    }
    return definition;
  }

  private static void onlyWith(Order actual, Order needed, ConfigNode node) {
    if (node.isPresent() && actual != needed) {
      String label = needed.name().toLowerCase(Locale.ROOT);
      node.problem("needs order " + label, "leave the key out, or write order: " + label);
    }
  }

  private static List<Step> steps(ConfigNode node) {
    List<Step> steps = new ArrayList<>();
    for (ConfigNode item : node.items()) {
      EventMatcher events = matcher(item);
      String name = item.isMap() ? item.child("name").textOrNull() : null;
      boolean first = item.isMap() && item.child("first-time").flagOr(false);
      steps.add(
          new Step(
              name == null ? nameOf(events) : name, events, first ? Counts.FIRST : Counts.EVERY));
    }
    if (!node.isPresent()) {
      node.problem("is missing; expected a list of steps", "for example [Product Viewed, Order]");
    } else if (node.isList() && (steps.isEmpty() || steps.size() > MOST_STEPS)) {
      node.problem("a funnel of " + steps.size() + " steps", "from 1 to " + MOST_STEPS);
    }
    return steps;
  }

  /** What a step is called when the configuration has no name for it: its events, sorted. */
  static String nameOf(EventMatcher matcher) {
    Set<String> names = new TreeSet<>();
    collect(matcher, names);
    return String.join(" or ", names);
  }

  private static void collect(EventMatcher matcher, Set<String> names) {
    if (matcher instanceof EventMatcher.AnyOf or) {
      or.matchers().forEach(one -> collect(one, names));
    } else if (matcher instanceof EventMatcher.Except except) {
      collect(except.of(), names);
    } else if (matcher instanceof EventMatcher.Spec spec && !spec.names().isEmpty()) {
      names.addAll(spec.names());
    } else if (matcher instanceof EventMatcher.Spec spec && !spec.types().isEmpty()) {
      spec.types().forEach(type -> names.add(type.name().toLowerCase(Locale.ROOT)));
    } else {
      names.add("any");
    }
  }

  private static List<Exclusion> exclusions(ConfigNode node, int steps) {
    List<Exclusion> exclusions = new ArrayList<>();
    if (node.isList() && node.items().isEmpty()) {
      node.problem("the list is empty", "name what is excluded, or leave the key out");
    }
    for (ConfigNode item : node.itemsOrSelf()) {
      EventMatcher events = matcher(item);
      ConfigNode between = item.isMap() ? item.child("between") : null;
      int[] range = between == null || !between.isPresent() ? null : between(between, steps);
      exclusions.add(
          new Exclusion(events, range == null ? 1 : range[0], range == null ? steps : range[1]));
    }
    if (exclusions.size() > MOST_EXCLUSIONS) {
      node.problem(exclusions.size() + " exclusions are too many", "at most " + MOST_EXCLUSIONS);
    }
    return exclusions;
  }

  /** The matcher of an item that may have other keys besides. */
  private static EventMatcher matcher(ConfigNode item) {
    if (item.isMap() && item.keys().stream().noneMatch(MATCHER_KEYS::contains)) {
      item.problem(
          "the matcher says nothing", "add event, type or where; for every event write any");
    }
    return MatcherReader.read(item);
  }

  private static int @Nullable [] between(ConfigNode node, int steps) {
    List<ConfigNode> ends = node.items();
    if (!node.isList() || ends.size() != 2) {
      if (node.isList()) {
        node.problem("expected two steps, found " + ends.size(), "for example [1, 2]");
      }
      return null;
    }
    int most = Math.max(2, steps);
    int after = (int) ends.get(0).integerOr(1, 1, most);
    int before = (int) ends.get(1).integerOr(most, 1, most);
    if (after >= before) {
      node.problem("there is nothing between [" + after + ", " + before + "]", "earlier one first");
      return null;
    }
    return new int[] {after, before};
  }

  private static Period bucket(ConfigNode node) {
    return node.isPresent()
        ? node.oneOf(List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ALL))
        : Period.DAY;
  }

  private static int attribution(ConfigNode node, int steps) {
    if (!node.isPresent()) {
      return 1;
    }
    if (node.isScalar() && NUMBER.matcher(node.text()).matches()) {
      return (int) node.integerOr(1, 1, Math.max(1, steps));
    }
    return node.oneOf(List.of(Attribution.values())) == Attribution.LAST
        ? FunnelsDefinition.LAST_STEP
        : 1;
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(FunnelsTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(FunnelsDefinition definition, MetricSetup setup) {
    return new FunnelsMetric(definition, setup);
  }
}
