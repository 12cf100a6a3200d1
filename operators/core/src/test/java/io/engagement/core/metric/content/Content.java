package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSessions;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.SessionSections;
import io.engagement.core.metric.content.ContentDefinition.Entries;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.session.Publish;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.table.Period;
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
import java.util.Set;
import java.util.TreeMap;

/** A definition of content with the defaults of the configuration, to vary in tests. */
public final class Content {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");

  String id = "pages";
  EventMatcher events = new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());
  String item = "properties.path";
  Period bucket = Period.DAY;
  int top = 100;
  Entries entries = Entries.COUNT;
  List<String> breakdowns = List.of();
  long gapMillis = 1_800_000L;
  String excluded;
  Set<Split> splits = Set.of();
  Boundary boundary = Boundary.INCLUSIVE;
  Bounce bounce = Bounce.NOT_ENGAGED;
  String keyEvent;
  boolean sessionsConfigured = true;
  ZoneSample sample = new ZoneSample(ZoneId.of("UTC"), LocalDateTime.parse("2024-03-01T00:00"));
  DayOfWeek weekStart = DayOfWeek.MONDAY;
  long lateHorizonMillis = Duration.ofDays(3).toMillis();

  public Content id(String other) {
    id = other;
    return this;
  }

  public Content of(EventMatcher matcher, String itemPath) {
    events = matcher;
    item = itemPath;
    return this;
  }

  public Content bucket(Period period) {
    bucket = period;
    return this;
  }

  public Content top(int ranks) {
    top = ranks;
    return this;
  }

  Content withoutEntries() {
    entries = Entries.IGNORE;
    return this;
  }

  Content bounce(Bounce other) {
    bounce = other;
    return this;
  }

  Content keyEvent(String name) {
    keyEvent = name;
    return this;
  }

  Content excluding(String name) {
    excluded = name;
    return this;
  }

  Content sundays() {
    weekStart = DayOfWeek.SUNDAY;
    return this;
  }

  public Content by(String... names) {
    breakdowns = List.of(names);
    return this;
  }

  public Content in(String zone) {
    sample = new ZoneSample(ZoneId.of(zone), sample.moment());
    return this;
  }

  public ContentDefinition definition() {
    return new ContentDefinition(id, null, events, item, bucket, top, entries, breakdowns);
  }

  /** The deployment's sessions. */
  SessionsDefinition sessions() {
    return new SessionsDefinition(
        "web",
        EventMatcher.ANY,
        excluded == null ? null : EventMatcher.named(excluded),
        gapMillis,
        boundary,
        splits,
        bounce,
        keyEvent == null ? null : EventMatcher.named(keyEvent),
        10_000L,
        5_000L,
        Publish.CHANGES,
        "USD",
        List.of());
  }

  /** The same, computed naively. */
  public ContentOracle oracle() {
    return oracle(sessions());
  }

  /**
   * The same, computed naively.
   *
   * @param web the deployment's sessions
   */
  public ContentOracle oracle(SessionsDefinition web) {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(breakdowns);
    return new ContentOracle(definition(), new RawSessions(web, sample.zone()), weekStart, used);
  }

  MetricCase trial(RandomHistories histories) {
    ContentDefinition definition = definition();
    SessionTerms terms = sessionsConfigured ? sessions() : SessionTerms.DEFAULT;
    return new MetricCase(
        sample + " " + definition + " of " + terms,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new ContentFamily().metric(definition, with(setup, terms)),
        List.of(ContentTable.TABLE.items()),
        oracle(),
        histories);
  }

  private static MetricSetup with(MetricSetup setup, SessionTerms terms) {
    return new MetricSetup(
        setup.schema(),
        setup.calendar(),
        setup.breakdowns(),
        setup.lateHorizonMillis(),
        new SessionSections(Map.of("web", terms)));
  }

  @SuppressWarnings("unchecked")
  MetricRun<SessionSection.State> run() {
    return (MetricRun<SessionSection.State>) MetricRun.of(trial(RandomHistories.around(sample)));
  }

  /** What is counted of events that arrive in this order: see {@link #texts}. */
  List<String> after(RawEvent... arrival) {
    return texts(MetricLaws.rowsOf(trial(RandomHistories.around(sample)), Arrays.asList(arrival)));
  }

  /** Rows as {@code date [dimension=value] item: views visitors entries exits bounces}, sorted. */
  static List<String> texts(PublishedRows rows) {
    List<String> texts = new ArrayList<>();
    rows.table("content")
        .forEach(
            (key, values) ->
                texts.add(
                    "%s%s %s: %s"
                        .formatted(
                            LocalDate.ofEpochDay((Long) key.get(1)),
                            key.get(2).equals("") ? "" : " " + key.get(2) + "=" + key.get(3),
                            key.get(4),
                            String.join(" ", values.stream().map(String::valueOf).toList()))));
    texts.sort(null);
    return texts;
  }
}
