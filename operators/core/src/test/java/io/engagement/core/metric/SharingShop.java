package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.content.Content;
import io.engagement.core.metric.content.ContentFamily;
import io.engagement.core.metric.content.ContentTable;
import io.engagement.core.metric.paths.Paths;
import io.engagement.core.metric.paths.PathsFamily;
import io.engagement.core.metric.paths.PathsTable;
import io.engagement.core.metric.score.ScoreDefinition;
import io.engagement.core.metric.score.ScoreFamily;
import io.engagement.core.metric.score.ScoreOracle;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsFamily;
import io.engagement.core.metric.sessions.SessionsOracle;
import io.engagement.core.metric.sessions.SessionsTables;
import io.engagement.core.session.Publish;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A deployment: what it means by a session, for the families that go by it. */
record SharingShop(ZoneSample sample, SessionsDefinition web, long lateHorizonMillis) {
  static final List<String> ALL = List.of("sessions", "paths", "content", "score");

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final Map<String, String> BREAKDOWNS =
      new TreeMap<>(
          Map.of("platform", "context.device.type", "channel", "context.campaign.source"));
  private static final Map<String, BigDecimal> WEIGHTS = Map.of("Order Completed", BigDecimal.TEN);

  static SharingShop pick(RandomGenerator random) {
    Set<SessionsDefinition.Split> splits = EnumSet.noneOf(SessionsDefinition.Split.class);
    for (SessionsDefinition.Split split : SessionsDefinition.Split.values()) {
      if (random.nextInt(3) == 0) {
        splits.add(split);
      }
    }
    long[] gaps = {1_000L, 60_000L, 1_800_000L, DAY_MILLIS};
    long[] horizons = {20_000L, 3_600_000L, 3 * DAY_MILLIS};
    return new SharingShop(
        ZoneSample.pick(random),
        new SessionsDefinition(
            "web",
            EventMatcher.ANY,
            random.nextInt(3) == 0 ? EventMatcher.named("Signed In") : null,
            gaps[random.nextInt(gaps.length)],
            SessionsDefinition.Boundary.values()[random.nextInt(2)],
            splits,
            SessionsDefinition.Bounce.values()[random.nextInt(2)],
            random.nextBoolean() ? EventMatcher.named("Order Completed") : null,
            10_000L,
            5_000L,
            random.nextInt(2) == 0 ? Publish.CHANGES : Publish.CLOSED,
            "USD",
            List.of("channel", "platform")),
        horizons[random.nextInt(horizons.length)]);
  }

  private Paths paths() {
    return new Paths().steps(3).by("channel").in(sample.zone());
  }

  private Content content() {
    return new Content().by("platform").in(sample.zone().getId());
  }

  private static ScoreDefinition score() {
    return new ScoreDefinition(
        "score", null, DAY_MILLIS, new TreeMap<>(WEIGHTS), "USD", Publish.CHANGES);
  }

  NaiveOracle oracle(String family) {
    NaiveOracle sessions = new SessionsOracle(web, sample.zone(), BREAKDOWNS);
    return switch (family) {
      case "sessions" -> sessions;
      case "paths" -> paths().oracle(web);
      case "content" -> content().oracle(web);
      default -> new ScoreOracle("score", sample.zone(), DAY_MILLIS, WEIGHTS, "USD", sessions);
    };
  }

  private UserMetric<?> add(String family, MetricSetup setup) {
    return switch (family) {
      case "sessions" -> new SessionsFamily().metric(web, setup);
      case "paths" -> new PathsFamily().metric(paths().definition(), setup);
      case "content" -> new ContentFamily().metric(content().definition(), setup);
      default -> new ScoreFamily().metric(score(), setup);
    };
  }

  /** Some families in one section, in that order. */
  MetricCase of(List<String> families) {
    return of(families, DefinitionLife.FIRST);
  }

  /** The same, all put in at once. */
  MetricCase of(List<String> families, DefinitionLife life) {
    return of(families, family -> life);
  }

  /** The same, each in a life of its own. */
  MetricCase of(List<String> families, Function<String, DefinitionLife> lives) {
    return new MetricCase(
        families + " of " + this,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        lateHorizonMillis,
        BREAKDOWNS,
        setup -> {
          MetricSetup sharing =
              new MetricSetup(
                  setup.schema(),
                  setup.calendar(),
                  setup.breakdowns(),
                  setup.lateHorizonMillis(),
                  new SessionSections(Map.of("web", web)));
          List<UserMetric<?>> made = new ArrayList<>();
          families.forEach(family -> made.add(add(family, sharing.in(lives.apply(family)))));
          assertThat(made).as("one section").containsOnly(made.get(0));
          return made.get(0);
        },
        List.of(SessionsTables.CELLS, PathsTable.TABLE, ContentTable.TABLE.items()),
        (events, watermark) -> {
          PublishedRows rows = new PublishedRows();
          families.forEach(family -> rows.putAll(oracle(family).rows(events, watermark)));
          return rows;
        },
        histories());
  }

  RandomHistories histories() {
    return RandomHistories.around(sample)
        .event("page", "Home")
        .event("page", "")
        .event("screen", "Main")
        .event("track", "Page Ping")
        .event("track", "Order Completed")
        .event("track", "Signed In")
        .field("properties.path", Arrays.asList("/a", "/b", "/b", "", null, RandomHistories.ABSENT))
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field(
            "context.campaign.source",
            Arrays.asList("a", "a", "b", "", null, RandomHistories.ABSENT))
        .pauses(web.gapMillis(), web.gapMillis() / 2, 10_000L, DAY_MILLIS / 2);
  }
}
