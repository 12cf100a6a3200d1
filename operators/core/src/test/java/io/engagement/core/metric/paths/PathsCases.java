package io.engagement.core.metric.paths;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawSessions;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSections;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.session.Publish;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random definitions of paths, in deployments with random sessions. */
final class PathsCases {
  private static final Map<String, String> BREAKDOWNS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  private static final EventMatcher PAGES =
      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());

  private PathsCases() {}

  static MetricCase random(RandomGenerator random) {
    long gap = pick(random, List.of(1_000L, 60_000L, 1_800_000L, 86_400_000L));
    List<String> breakdowns = new ArrayList<>(BREAKDOWNS.keySet());
    breakdowns.removeIf(name -> random.nextInt(3) == 0);
    Collections.sort(breakdowns);
    Map<String, String> used = new TreeMap<>(BREAKDOWNS);
    used.keySet().retainAll(breakdowns);
    ZoneSample sample = ZoneSample.pick(random);
    int steps = 2 + random.nextInt(4);
    boolean ownGap = random.nextInt(3) == 0;
    PathsDefinition definition =
        new PathsDefinition(
            "pages",
            null,
            random.nextInt(4) == 0 ? EventMatcher.ANY : PAGES,
            random.nextInt(6) == 0 ? "context.device.type" : "properties.path",
            steps,
            pick(random, Arrays.asList(Repeats.values())),
            random.nextInt(3) == 0 ? pick(random, List.of("/a", "(none)")) : null,
            ownGap ? gap : PathsDefinition.GAP_OF_SESSIONS,
            random.nextInt(3) == 0 ? steps + random.nextInt(6) : 1_000,
            breakdowns);
    SessionsDefinition sessions = sessions(random, gap);
    long sessionGap = ownGap ? gap : sessions.gapMillis();
    boolean configured = random.nextInt(5) != 0;
    RawSessions raw = new RawSessions(configured ? sessions : plain(), sample.zone());
    return new MetricCase(
        sample + " " + definition + (configured ? " of " + sessions : ""),
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        pick(random, List.of(0L, 20_000L, 3_600_000L, Duration.ofDays(3).toMillis())),
        BREAKDOWNS,
        setup -> new PathsFamily().metric(definition, configured ? with(setup, sessions) : setup),
        List.of(PathsTable.TABLE),
        new PathsOracle(definition, raw, configured || ownGap ? sessionGap : 1_800_000L, used),
        histories(sample, gap));
  }

  private static SessionsDefinition sessions(RandomGenerator random, long gap) {
    return new SessionsDefinition(
        "web",
        EventMatcher.ANY,
        random.nextInt(3) == 0 ? EventMatcher.named("Signed In") : null,
        gap,
        pick(random, Arrays.asList(Boundary.values())),
        Set.copyOf(Arrays.stream(Split.values()).filter(split -> random.nextInt(4) == 0).toList()),
        Bounce.NOT_ENGAGED,
        null,
        10_000L,
        5_000L,
        Publish.CHANGES,
        "USD",
        List.of());
  }

  /** What sessions are where none are configured. */
  private static SessionsDefinition plain() {
    return new SessionsDefinition(
        "none",
        EventMatcher.ANY,
        null,
        1_800_000L,
        Boundary.INCLUSIVE,
        Set.of(),
        Bounce.NOT_ENGAGED,
        null,
        10_000L,
        5_000L,
        Publish.CHANGES,
        "USD",
        List.of());
  }

  static MetricSetup with(MetricSetup setup, SessionTerms sessions) {
    return new MetricSetup(
        setup.schema(),
        setup.calendar(),
        setup.breakdowns(),
        setup.lateHorizonMillis(),
        new SessionSections(Map.of("web", sessions)));
  }

  private static RandomHistories histories(ZoneSample sample, long gap) {
    return RandomHistories.around(sample)
        .event("page", "Home")
        .event("page", "")
        .event("page", "")
        .event("track", "Signed In")
        .event("track", "Order Completed")
        .field(
            "properties.path",
            Arrays.asList("/a", "/a", "/b", "/c", 5L, "", null, RandomHistories.ABSENT))
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("context.campaign.source", Arrays.asList("a", "a", "b", "", null))
        .pauses(gap, gap / 2, 1L, 0L);
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
