package io.engagement.core.metric.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.session.Publish;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The laws of metrics, for random definitions of sessions over random histories. */
class SessionsLawsPropertyTest {
  private static final Map<String, String> BREAKDOWNS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  private static final EventMatcher ORDERS = EventMatcher.named("Order Completed");
  private static final EventMatcher LOGINS = EventMatcher.named("Signed In");
  private static final Object ABSENT = RandomHistories.ABSENT;

  @Test
  void holdForDefinitionsWithAnyOptions() {
    MetricLaws.hold(8_000, random -> trial(random, EnumSet.allOf(SessionsDefinition.Split.class)));
  }

  @Test
  void holdForDefinitionsWithoutSplits() {
    MetricLaws.hold(4_000, random -> trial(random, Set.of()));
  }

  @Test
  void holdWhenAnonymousIdsGetTheirOwner() {
    MetricLaws.holdWhenMerged(
        10_000, random -> trial(random, EnumSet.allOf(SessionsDefinition.Split.class)));
  }

  /** Once all sessions are closed, nothing shows how often their rows were published before. */
  @Test
  void rowsThatWaitForTheirTimeAreTheSameOnceSessionsAreClosed() {
    long seed = 79;
    RandomGenerator random = new SplittableRandom(seed);
    Set<SessionsDefinition.Split> splits = EnumSet.allOf(SessionsDefinition.Split.class);
    boolean wasHeldBack = false;
    for (int i = 0; i < 3_000; i++) {
      long ofCase = random.nextLong();
      Publish every = Publish.every(pick(random, List.of(1_000L, 10_000L, 300_000L, 7_200_000L)));
      MetricCase trial = trial(new SplittableRandom(ofCase), splits, Publish.CHANGES);
      MetricCase waits = trial(new SplittableRandom(ofCase), splits, every);
      MetricRun<?> changing = MetricRun.of(trial);
      MetricRun<?> waiting = MetricRun.of(waits);
      MetricRun<?> restarting = MetricRun.of(waits);
      List<MetricRun<?>> runs = List.of(changing, waiting, restarting);
      List<RawEvent> history = trial.histories().next(random);
      String what =
          "seed %d, history %d of %s: %s".formatted(seed, i, waits.description(), history);
      for (RawEvent event : history) {
        long watermark = event.timeMillis() - random.nextLong(10_000_000);
        boolean isAdvanced = random.nextInt(3) == 0;
        for (MetricRun<?> run : runs) {
          run.acceptAll(event);
          if (isAdvanced) {
            run.advanceTo(watermark);
            run.flush();
          }
        }
        restarting.restart();
        PublishedRows shown = waiting.rows();
        assertThat(restarting.rows().differencesFrom(shown)).as(what).isEmpty();
        wasHeldBack = wasHeldBack || !shown.differencesFrom(changing.rows()).isEmpty();
      }
      runs.forEach(MetricRun::finish);
      assertThat(waiting.rows().differencesFrom(changing.rows())).as(what).isEmpty();
      assertThat(waiting.factChanges()).as(what).isLessThanOrEqualTo(changing.factChanges());
      assertThat(restarting.factChanges()).as(what).isEqualTo(waiting.factChanges());
    }
    assertThat(wasHeldBack).isTrue();
  }

  private static MetricCase trial(RandomGenerator random, Set<SessionsDefinition.Split> possible) {
    return trial(random, possible, null);
  }

  /**
   * A case.
   *
   * @param publish null for what is drawn
   */
  private static MetricCase trial(
      RandomGenerator random, Set<SessionsDefinition.Split> possible, Publish publish) {
    long gap = pick(random, List.of(1_000L, 12_000L, 60_000L, 1_800_000L, 86_400_000L));
    long heartbeat = pick(random, List.of(10_000L, 10_000L, 1_000L));
    List<String> breakdowns = new ArrayList<>(BREAKDOWNS.keySet());
    breakdowns.removeIf(name -> random.nextInt(3) == 0);
    Collections.sort(breakdowns);
    SessionsDefinition definition =
        new SessionsDefinition(
            "web",
            random.nextInt(4) == 0
                ? new EventMatcher.AnyOf(List.of(ORDERS, LOGINS))
                : EventMatcher.ANY,
            random.nextInt(3) == 0 ? LOGINS : null,
            gap,
            pick(random, Arrays.asList(SessionsDefinition.Boundary.values())),
            Set.copyOf(possible.stream().filter(split -> random.nextBoolean()).toList()),
            pick(random, Arrays.asList(SessionsDefinition.Bounce.values())),
            random.nextBoolean() ? ORDERS : null,
            heartbeat,
            pick(random, List.of(5_000L, 0L)),
            publishing(random, publish),
            random.nextBoolean() ? "USD" : "EUR",
            breakdowns);
    ZoneSample sample = ZoneSample.pick(random);
    Map<String, String> used = new TreeMap<>(BREAKDOWNS);
    used.keySet().retainAll(breakdowns);
    return new MetricCase(
        sample + " " + definition,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        pick(random, List.of(0L, 20_000L, 3_600_000L, Duration.ofDays(3).toMillis())),
        BREAKDOWNS,
        setup -> new SessionsFamily().metric(definition, setup),
        List.of(SessionsTables.CELLS),
        new SessionsOracle(definition, sample.zone(), used),
        histories(random, sample, gap, heartbeat));
  }

  /** Draws in any case: all else that is drawn stays the same. */
  private static Publish publishing(RandomGenerator random, Publish given) {
    Publish drawn = pick(random, List.of(Publish.CHANGES, Publish.CLOSED));
    return given == null ? drawn : given;
  }

  private static RandomHistories histories(
      RandomGenerator random, ZoneSample sample, long gap, long heartbeat) {
    RandomHistories histories =
        RandomHistories.around(sample)
            .event("page", "Home")
            .event("page", "")
            .event("screen", "Main")
            .event("track", "Page Ping")
            .event("track", "Page Ping")
            .event("track", "Order Completed")
            .event("track", "Order Completed")
            .event("track", "Signed In")
            .event("identify", "")
            .field("properties.path", Arrays.asList("/a", "/b", 5L, "", null, ABSENT, ABSENT))
            .field("context.page.path", Arrays.asList("/c", "", null, ABSENT))
            .field("properties.url", Arrays.asList("https://shop.example/d", null, ABSENT))
            .field("context.device.type", RandomHistories.DIMENSION_VALUES)
            .field(
                "context.campaign.source", Arrays.asList("a", "a", "b", "", null, ABSENT, ABSENT))
            .field(
                "properties.total", Arrays.asList(12L, new BigDecimal("0.5"), "9.99", null, ABSENT))
            .field("properties.revenue", Arrays.asList(7L, -1L, "free", ABSENT))
            .field("properties.currency", Arrays.asList("EUR", "eur ", "USD", "", ABSENT, ABSENT))
            .pauses(gap, gap / 2, 10_000L, heartbeat, 2 * heartbeat);
    return switch (random.nextInt(3)) {
      case 0 -> histories;
      case 1 ->
          histories.field(
              "properties.engagement_time_ms",
              Arrays.asList(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, 0L, 10_001L, -5L, "100"));
      default ->
          histories.field(
              "properties.engagement_time_ms",
              Arrays.asList(
                  ABSENT, 5_000L, null, true, new BigDecimal("2.5"), new BigDecimal("-0.5")));
    };
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
