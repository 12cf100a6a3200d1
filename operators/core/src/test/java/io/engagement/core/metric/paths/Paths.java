package io.engagement.core.metric.paths;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A definition of paths with the defaults of the configuration, to vary in tests. */
public final class Paths {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  static final long HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  EventMatcher events = new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());
  String item = "properties.path";
  int steps = 5;
  Repeats repeats = Repeats.COLLAPSE;
  String start;
  long gapMillis = PathsDefinition.GAP_OF_SESSIONS;
  int eventsPerSession = 1_000;
  List<String> breakdowns = List.of();
  SessionsDefinition sessions;
  ZoneId zone = ZoneId.of("UTC");

  public Paths steps(int most) {
    steps = most;
    return this;
  }

  Paths keepingRepeats() {
    repeats = Repeats.KEEP;
    return this;
  }

  Paths startingAt(String item) {
    start = item;
    return this;
  }

  Paths gap(String duration) {
    gapMillis = Duration.parse(duration).toMillis();
    return this;
  }

  Paths eventsPerSession(int most) {
    eventsPerSession = most;
    return this;
  }

  public Paths by(String... names) {
    breakdowns = List.of(names);
    return this;
  }

  public Paths in(ZoneId other) {
    zone = other;
    return this;
  }

  Paths of(SessionsDefinition definition) {
    sessions = definition;
    return this;
  }

  public PathsDefinition definition() {
    return new PathsDefinition(
        "pages",
        null,
        events,
        item,
        steps,
        repeats,
        start,
        gapMillis,
        eventsPerSession,
        breakdowns);
  }

  /**
   * The same, computed naively.
   *
   * @param web the deployment's sessions
   */
  public NaiveOracle oracle(SessionsDefinition web) {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(breakdowns);
    long gap = gapMillis == PathsDefinition.GAP_OF_SESSIONS ? web.gapMillis() : gapMillis;
    return new PathsOracle(
        definition(), new io.engagement.core.laws.RawSessions(web, zone), gap, used);
  }

  MetricCase trial() {
    PathsDefinition definition = definition();
    ZoneSample sample = new ZoneSample(zone, LocalDateTime.parse("2024-03-01T00:00"));
    return new MetricCase(
        definition.toString(),
        new ZoneCalendar(zone, DayOfWeek.MONDAY),
        HORIZON_MILLIS,
        DIMENSIONS,
        setup ->
            new PathsFamily()
                .metric(definition, sessions == null ? setup : PathsCases.with(setup, sessions)),
        List.of(PathsTable.TABLE),
        (events, watermark) -> new PublishedRows(),
        RandomHistories.around(sample));
  }

  @SuppressWarnings("unchecked")
  MetricRun<SessionSection.State> run() {
    return (MetricRun<SessionSection.State>) MetricRun.of(trial());
  }

  /** What is published of events that arrive in this order: see {@link #texts}. */
  List<String> after(RawEvent... events) {
    return texts(MetricLaws.rowsOf(trial(), Arrays.asList(events)));
  }

  /** Rows as {@code day step source > target [dimension=value] users/transitions}, sorted. */
  static List<String> texts(PublishedRows rows) {
    List<String> texts = new ArrayList<>();
    rows.table("paths")
        .forEach(
            (key, values) ->
                texts.add(
                    "%s %s %s > %s%s %s/%s"
                        .formatted(
                            LocalDate.ofEpochDay((Long) key.get(1)).getDayOfMonth(),
                            key.get(2),
                            key.get(3),
                            key.get(4),
                            key.get(5).equals("") ? "" : " " + key.get(5) + "=" + key.get(6),
                            values.get(0),
                            values.get(1))));
    texts.sort(null);
    return texts;
  }
}
