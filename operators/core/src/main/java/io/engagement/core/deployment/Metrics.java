package io.engagement.core.deployment;

import io.engagement.core.config.EngagementConfig;
import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.ClaimRules;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.PublishedMetric;
import io.engagement.core.metric.SessionSections;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.table.DefinitionNames;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import io.engagement.core.user.TimelineOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A configuration made ready to run: its metrics, the schema of events they share, and the names
 * behind the numbers in state. Not thread-safe: every operator makes its own.
 */
public final class Metrics {
  private static final int NO_SLOT = -1;

  private final EngagementConfig config;
  private final ZoneCalendar calendar;
  private final List<UserMetric<?>> metrics;
  private final EventSchema schema;
  private final int previousId;
  private final DefinitionNames names;
  private final Map<Integer, Integer> tops = new HashMap<>();
  private final Map<Integer, Long> open = new HashMap<>();
  private final List<Definitions.Wanted> wanted = new ArrayList<>();
  private final Map<Integer, Counted> counted = new HashMap<>();

  /**
   * What a definition counts.
   *
   * @param periods as bits; 0 where they cannot be configured
   * @param breakdowns names by key
   */
  private record Counted(
      Definitions.@Nullable Running running, int periods, Map<Integer, String> breakdowns) {}

  private Metrics(EngagementConfig config, Definitions running) {
    this.config = config;
    this.calendar = config.time().calendar();
    EventSchema.Builder building = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new LinkedHashMap<>();
    Map<Integer, String> dimensions = new HashMap<>();
    config
        .breakdowns()
        .forEach(
            (name, path) -> {
              Breakdown breakdown =
                  Breakdown.of(name, path, building.field(path), config.limits().valuesPerUser());
              breakdowns.put(name, breakdown);
              refuseCollision(
                  "breakdowns", dimensions.put(breakdown.key(), name), name, breakdown.key());
            });
    MetricSetup setup =
        new MetricSetup(
                building,
                calendar,
                breakdowns,
                config.time().lateHorizonMillis(),
                new SessionSections(sessions(config)),
                config.vocabulary())
            .restating(config.identity().restatedMillis());
    Set<UserMetric<?>> made = new LinkedHashSet<>();
    Map<Integer, String> definitions = new HashMap<>();
    Map<Integer, List<String>> labels = new HashMap<>();
    for (ConfiguredMetric<?> configured : config.metrics()) {
      String family = configured.family().name();
      MetricSetup own = setup.in(running.life(family, configured.id()));
      UserMetric<?> metric = make(configured, own);
      made.add(metric);
      PublishedMetric published = published(metric, family, configured.id());
      DefinitionKey definition = published.definition();
      refuseCollision("metrics", definition, definitions);
      labels.put(definition.key(), published.labels());
      tops.put(definition.key(), published.top());
      open.put(definition.key(), published.openMillis());
      List<Breakdown> broken = own.breakdowns(configured.definition().breakdowns());
      broken.forEach(breakdown -> dimensions.put(breakdown.key(), breakdown.name()));
      wanted.add(wanted(published, broken));
      counted.put(
          definition.key(),
          new Counted(
              running.find(family, configured.id()),
              published.periods(),
              broken.stream()
                  .collect(Collectors.toMap(Breakdown::key, Breakdown::name, (a, b) -> a))));
    }
    Map<Integer, String> sections = new HashMap<>();
    for (UserMetric<?> metric : made) {
      refuseCollision("metrics", metric.definition(), sections);
    }
    this.metrics = List.copyOf(made);
    this.names = new DefinitionNames(definitions, dimensions, labels);
    if (config.exclude() != null) {
      building.exclude(config.exclude());
    }
    this.previousId = config.identity().isStitched() ? building.field("previousId") : NO_SLOT;
    this.schema = building.build();
  }

  /**
   * Makes the metrics of a configuration.
   *
   * @throws IllegalArgumentException when two definitions or breakdowns would share their place in
   *     state, which one in four billion pairs does: another id helps
   */
  public static Metrics of(EngagementConfig config) {
    return new Metrics(config, Definitions.NONE);
  }

  /** The same in the lives that a job's definitions are in. */
  public Metrics in(Definitions definitions) {
    return new Metrics(config, definitions);
  }

  private static Map<String, SessionTerms> sessions(EngagementConfig config) {
    Map<String, SessionTerms> sessions = new HashMap<>();
    for (ConfiguredMetric<?> configured : config.metrics()) {
      if (configured.definition() instanceof SessionTerms terms) {
        sessions.put(configured.id(), terms);
      }
    }
    return sessions;
  }

  private static <D extends MetricDefinition> UserMetric<?> make(
      ConfiguredMetric<D> configured, MetricSetup setup) {
    return configured.family().metric(configured.definition(), setup);
  }

  private static PublishedMetric published(UserMetric<?> metric, String family, String id) {
    for (PublishedMetric published : metric.published()) {
      DefinitionKey key = published.definition();
      if (key.family().equals(family) && key.id().equals(id)) {
        return published;
      }
    }
    throw new IllegalStateException("no rows are published of " + id + " of " + family);
  }

  private static Definitions.Wanted wanted(PublishedMetric metric, List<Breakdown> breakdowns) {
    Map<String, String> parts = new HashMap<>();
    breakdowns.forEach(
        breakdown -> parts.put(DefinitionLife.breakdown(breakdown.name()), breakdown.path()));
    for (Period period : Period.values()) {
      if ((metric.periods() & period.bit()) != 0) {
        parts.put(DefinitionLife.period(period), "");
      }
    }
    DefinitionKey key = metric.definition();
    return new Definitions.Wanted(key.family(), key.id(), key.meaning(), parts);
  }

  private static void refuseCollision(
      String what, DefinitionKey definition, Map<Integer, String> known) {
    String other = known.put(definition.key(), definition.id());
    refuseCollision(what, other, definition.id(), definition.key());
  }

  private static void refuseCollision(String what, @Nullable String other, String name, int key) {
    if (key == 0 || other != null) {
      throw new IllegalArgumentException(
          "%s %s and %s would share their place in state: rename one"
              .formatted(what, other == null ? "total" : other, name));
    }
  }

  /** In the order of the configuration; one for all that mean the same by sessions. */
  public List<UserMetric<?>> metrics() {
    return metrics;
  }

  public EventSchema schema() {
    return schema;
  }

  public DefinitionNames names() {
    return names;
  }

  /** The definitions as they are configured. */
  public List<Definitions.Wanted> wanted() {
    return wanted;
  }

  /** Whether a cell is of a configured definition, and of a period and breakdown that it has. */
  public boolean counts(CellTable.Place place) {
    Counted of = counted.get(place.definition());
    return of != null
        && (place.dimension() == 0 || of.breakdowns().containsKey(place.dimension()))
        && (place.period() == null
            || of.periods() == 0
            || (of.periods() & place.period().bit()) != 0);
  }

  /** From when on all that a cell stands for has been counted, event time. */
  public long sinceMillis(CellTable.Place place) {
    Counted of = counted.get(place.definition());
    if (of == null || of.running() == null) {
      return Definitions.ALWAYS;
    }
    Definitions.Running running = of.running();
    long since = running.since().millis();
    if (place.period() != null) {
      since = Math.max(since, running.sinceMillis(DefinitionLife.period(place.period())));
    }
    String breakdown = of.breakdowns().get(place.dimension());
    return breakdown == null
        ? since
        : Math.max(since, running.sinceMillis(DefinitionLife.breakdown(breakdown)));
  }

  /**
   * Whether a row is of an earlier life of its definition and stays as it is.
   *
   * @param endMillis when its bucket ends
   */
  public boolean isOfEarlierLife(int definitionKey, long endMillis) {
    Counted of = counted.get(definitionKey);
    return of != null && of.running() != null && endMillis <= of.running().keptToMillis();
  }

  /** How a definition that ranks cuts its buckets. */
  public Period bucket(int definitionKey) {
    Counted of = counted.get(definitionKey);
    return of == null || of.running() == null ? Period.DAY : of.running().bucket();
  }

  /** How many ranks a definition publishes; 0 when it ranks nothing or is not configured. */
  public int top(int definitionKey) {
    return tops.getOrDefault(definitionKey, 0);
  }

  /** See {@link PublishedMetric#openMillis}; 0 of a definition that is not configured. */
  public long openMillis(int definitionKey) {
    return open.getOrDefault(definitionKey, 0L);
  }

  /** How many values of a breakdown have rows of their own in one bucket of one definition. */
  public int valuesPerBreakdown() {
    return config.limits().valuesPerBreakdown();
  }

  public ZoneCalendar calendar() {
    return calendar;
  }

  /** Whether some definition takes an event and no filter rule excludes it. */
  public boolean takes(UserEvent event) {
    return schema.accepts(event);
  }

  public long outOfOrdernessMillis() {
    return config.time().outOfOrdernessMillis();
  }

  /** How far ahead of its partition a time needs witnesses; 0 for never. */
  public long jumpMillis() {
    return config.time().jumpMillis();
  }

  public long lateHorizonMillis() {
    return config.time().lateHorizonMillis();
  }

  /** A decoder of the configured format; not thread-safe. */
  public EventDecoder decoder() {
    return switch (config.source().format()) {
      case SEGMENT -> new SegmentDecoder(schema, decoderOptions());
    };
  }

  /** Whom an event belongs to as long as its anonymous id has no owner. */
  public Identity identity() {
    return Identity.USER_OR_ANONYMOUS;
  }

  /** What claims of anonymous ids do. */
  public ClaimRules claimRules() {
    return config.identity().claims();
  }

  /** Whether anonymous ids get owners. */
  public boolean isStitched() {
    return config.identity().isStitched();
  }

  /**
   * The id that an {@code alias} says its user had before, null when it says none that is usable.
   * Only where ids are stitched.
   */
  public @Nullable String previousId(UserEvent event) {
    return event.type == EventType.ALIAS && previousId >= 0
        ? (String) event.field(previousId)
        : null;
  }

  /** Whether a filter rule excludes an event, whatever the definitions want. */
  public boolean excludes(UserEvent event) {
    return schema.excludes(event);
  }

  public DecoderOptions decoderOptions() {
    return DecoderOptions.defaults()
        .withFutureToleranceMillis(config.time().futureToleranceMillis())
        .withClock(config.time().clock());
  }

  /** How much later than its arrival an event may claim to have happened. */
  public long futureToleranceMillis() {
    return config.time().futureToleranceMillis();
  }

  public TimelineOptions timelineOptions() {
    return new TimelineOptions(
        config.time().lateHorizonMillis(),
        config.dedupHorizonMillis(),
        config.dedup().ordersMillis(),
        switch (config.dedup().onCollision()) {
          case DROP -> TimelineOptions.OnCollision.DROP;
          case KEEP -> TimelineOptions.OnCollision.KEEP;
        },
        config.limits().eventsPerUser(),
        config.identity().restatedMillis());
  }
}
