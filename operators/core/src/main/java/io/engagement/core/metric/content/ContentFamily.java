package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.content.ContentDefinition.Entries;
import io.engagement.core.table.Period;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.MatcherReader;
import java.util.List;

/** How {@code content} is written. */
public record ContentFamily() implements MetricFamily<ContentDefinition> {
  private static final EventMatcher PAGES =
      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());
  private static final String PAGE_PATH = "properties.path";
  private static final List<Period> BUCKETS =
      List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.ALL);
  private static final int USUAL_TOP = 100;
  private static final int MOST_TOP = 1_000;

  @Override
  public String name() {
    return "content";
  }

  @Override
  public ContentDefinition read(ConfigNode node, DefinitionContext context) {
    ConfigNode item = node.child("item");
    ConfigNode bucket = node.child("bucket");
    EventMatcher events = MatcherReader.readOr(node.child("events"), PAGES);
    Entries entries = node.child("entries").flagOr(true) ? Entries.COUNT : Entries.IGNORE;
    boolean goesBySessions = ContentDefinition.goesBySessions(events, entries);
    return new ContentDefinition(
        context.id(node),
        goesBySessions || node.child("sessions").isPresent() ? context.sessions(node) : null,
        events,
        item.isPresent() ? JsonPaths.read(item) : PAGE_PATH,
        bucket.isPresent() ? bucket.oneOf(BUCKETS) : Period.DAY,
        (int) node.child("top").integerOr(USUAL_TOP, 1, MOST_TOP),
        entries,
        context.breakdowns(node));
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(ContentTable.TABLE);
  }

  @Override
  public UserMetric<?> metric(ContentDefinition definition, MetricSetup setup) {
    return ContentMetric.of(definition, setup);
  }
}
