package io.engagement.core.metric.funnels;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The laws of metrics, for random funnels over random histories. */
class FunnelsLawsPropertyTest {
  private static final List<EventMatcher> MATCHERS =
      List.of(
          EventMatcher.named("A"),
          EventMatcher.named("A"),
          EventMatcher.named("B"),
          EventMatcher.named("B"),
          EventMatcher.named("C"),
          EventMatcher.named("C"),
          EventMatcher.named("Page Ping"),
          new EventMatcher.AnyOf(List.of(EventMatcher.named("A"), EventMatcher.named("B"))),
          new EventMatcher.Spec(
              List.of(),
              List.of("B", "C"),
              List.of(new Condition("properties.plan", Condition.Operator.EQ, List.of("pro")))),
          EventMatcher.ANY);

  @Test
  void holdForOrderedFunnels() {
    MetricLaws.hold(4_000, random -> trial(random, Order.ORDERED));
  }

  @Test
  void holdForStrictFunnels() {
    MetricLaws.hold(3_000, random -> trial(random, Order.STRICT));
  }

  @Test
  void holdForFunnelsInAnyOrder() {
    MetricLaws.hold(3_000, random -> trial(random, Order.ANY));
  }

  @Test
  void holdWhenIdsOfOrderedFunnelsAreMerged() {
    MetricLaws.holdWhenMerged(4_000, random -> trial(random, Order.ORDERED));
  }

  @Test
  void holdWhenIdsOfStrictFunnelsAreMerged() {
    MetricLaws.holdWhenMerged(3_000, random -> trial(random, Order.STRICT));
  }

  @Test
  void holdWhenIdsOfFunnelsInAnyOrderAreMerged() {
    MetricLaws.holdWhenMerged(3_000, random -> trial(random, Order.ANY));
  }

  @Test
  void holdWhenIdsAreMergedBehindTheLateHorizonButWithinTheWindow() {
    MetricLaws.holdWhenMerged(
        4_000,
        random -> {
          Funnel funnel = funnel(random, random.nextBoolean() ? Order.ORDERED : Order.ANY);
          // The order of equal times is not known there any more, nor what was beyond a limit.
          funnel.limits(FunnelsMetric.MOST_MATCHING, FunnelsMetric.MOST_FOREIGN);
          long restated = funnel.windowMillis + funnel.lateHorizonMillis;
          return funnel.trial(histories(funnel).withoutEqualTimes()).restating(restated);
        });
  }

  private static MetricCase trial(RandomGenerator random, Order order) {
    Funnel funnel = funnel(random, order);
    return funnel.trial(histories(funnel));
  }

  private static Funnel funnel(RandomGenerator random, Order order) {
    Funnel funnel = new Funnel().order(order);
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      Counts counts = random.nextInt(6) == 0 ? Counts.FIRST : Counts.EVERY;
      funnel.step(pick(random, MATCHERS), counts);
    }
    funnel.windowMillis =
        pick(
            random,
            List.of(
                1_000L,
                Duration.ofMinutes(10).toMillis(),
                Duration.ofHours(2).toMillis(),
                Duration.ofDays(1).toMillis(),
                Duration.ofDays(7).toMillis(),
                Duration.ofDays(400).toMillis()));
    if (order == Order.ORDERED) {
      funnel.equalTimes = random.nextInt(4) == 0 ? EqualTimes.DO_NOT_CHAIN : EqualTimes.CHAIN;
      if (funnel.equalTimes == EqualTimes.CHAIN) {
        funnel.graceMillis = pick(random, List.of(0L, 0L, 1L, 2_000L, 60_000L));
      }
    }
    if (order == Order.STRICT && random.nextInt(3) == 0) {
      funnel.universe("X");
    }
    for (int i = steps == 1 ? 0 : random.nextInt(3); i > 0; i--) {
      int after = 1 + random.nextInt(steps - 1);
      int before = after + 1 + random.nextInt(steps - after);
      EventMatcher events = EventMatcher.named(pick(random, List.of("X", "X", "Y", "B")));
      funnel.exclusions.add(new Exclusion(events, after, before));
    }
    funnel.onExclusion = pick(random, Arrays.asList(OnExclusion.values()));
    if (random.nextBoolean()) {
      funnel.attempts = pick(random, Arrays.asList(Attempts.values()));
    }
    funnel.bucket =
        pick(random, List.of(Period.DAY, Period.DAY, Period.WEEK, Period.MONTH, Period.ALL));
    funnel.attribution = random.nextBoolean() ? 1 : random.nextInt(steps + 1);
    List<String> breakdowns = new ArrayList<>(List.of("plan", "platform"));
    breakdowns.removeIf(name -> random.nextBoolean());
    Collections.sort(breakdowns);
    funnel.breakdowns = breakdowns;
    funnel.sample = ZoneSample.pick(random);
    funnel.weekStart = random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY;
    funnel.lateHorizonMillis =
        pick(random, List.of(0L, 20_000L, 3_600_000L, Duration.ofDays(3).toMillis()));
    if (random.nextInt(5) == 0) {
      funnel.limits(1 + random.nextInt(5), 1 + random.nextInt(3));
    }
    return funnel;
  }

  private static RandomHistories histories(Funnel funnel) {
    long window = funnel.windowMillis;
    return RandomHistories.around(funnel.sample)
        .event("track", "A")
        .event("track", "A")
        .event("track", "B")
        .event("page", "B")
        .event("track", "C")
        .event("track", "C")
        .event("track", "X")
        .event("track", "Y")
        .event("track", "Page Ping")
        .event("identify", "")
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", Arrays.asList("free", "pro", "pro", null))
        .pauses(window, window, window / 2, 1, 2_000, 60_000);
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
