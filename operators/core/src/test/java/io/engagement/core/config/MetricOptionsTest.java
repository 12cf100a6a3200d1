package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.metric.lifecycle.LifecycleDefinition;
import io.engagement.core.metric.paths.PathsDefinition;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import io.engagement.core.metric.retention.RetentionDefinition;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.metric.stickiness.StickinessDefinition;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.table.Period;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of metrics: what holds without them, and that others than these are read. */
class MetricOptionsTest {
  private static final EventMatcher X = EventMatcher.named("X");
  private static final EventMatcher PAGES =
      new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of());

  private static List<MetricDefinition> read(String yaml) {
    List<MetricDefinition> definitions = new ArrayList<>();
    for (ConfiguredMetric<?> metric :
        EngagementConfigReader.read(new ConfigText("engagement.yaml", yaml)).config().metrics()) {
      definitions.add(metric.definition());
    }
    return definitions;
  }

  private static MetricDefinition only(String metrics) {
    List<MetricDefinition> definitions =
        read("breakdowns: {plan: properties.plan}\nmetrics: {" + metrics + "}");
    assertThat(definitions).hasSize(1);
    return definitions.get(0);
  }

  @Test
  void lifecycle() {
    assertThat(only("lifecycle: [{id: l}]"))
        .isEqualTo(
            new LifecycleDefinition(
                "l", EventMatcher.ANY, List.of(Period.DAY, Period.WEEK), List.of()));
    assertThat(only("lifecycle: [{id: l, events: X, periods: month, breakdowns: plan}]"))
        .isEqualTo(new LifecycleDefinition("l", X, List.of(Period.MONTH), List.of("plan")));
  }

  @Test
  void stickiness() {
    assertThat(only("stickiness: [{id: s}]"))
        .isEqualTo(
            new StickinessDefinition(
                "s",
                EventMatcher.ANY,
                Interval.DAY,
                1,
                List.of(Period.WEEK, Period.MONTH),
                List.of()));
    assertThat(only("stickiness: [{id: s, interval: week}]"))
        .isEqualTo(
            new StickinessDefinition(
                "s",
                EventMatcher.ANY,
                Interval.WEEK,
                1,
                List.of(Period.MONTH, Period.ROLLING_30D),
                List.of()));
    assertThat(
            only(
                "stickiness: [{id: s, events: X, interval: hour, min-events: 100000,"
                    + " periods: [day, rolling-30d], breakdowns: plan}]"))
        .isEqualTo(
            new StickinessDefinition(
                "s",
                X,
                Interval.HOUR,
                100_000,
                List.of(Period.DAY, Period.ROLLING_30D),
                List.of("plan")));
  }

  @Test
  void retention() {
    assertThat(only("retention: [{id: r, start: X}]"))
        .isEqualTo(
            new RetentionDefinition(
                "r",
                X,
                EventMatcher.ANY,
                Period.DAY,
                7,
                Cohort.FIRST_TIME,
                Counting.ON,
                1,
                List.of(),
                Attribution.BOTH));
    assertThat(
            only(
                "retention: [{id: r, start: {type: page}, return: X, period: month, periods: 366,"
                    + " cohort: recurring, counting: on-or-after, min-returns: 1000,"
                    + " breakdowns: plan, attribution: start}]"))
        .isEqualTo(
            new RetentionDefinition(
                "r",
                PAGES,
                X,
                Period.MONTH,
                366,
                Cohort.RECURRING,
                Counting.ON_OR_AFTER,
                1_000,
                List.of("plan"),
                Attribution.START));
    assertThat(
            only(
                "retention: [{id: r, start: X, period: hour, periods: 1, cohort: first-ever,"
                    + " counting: rolling}]"))
        .isEqualTo(
            new RetentionDefinition(
                "r",
                X,
                EventMatcher.ANY,
                Period.HOUR,
                1,
                Cohort.FIRST_EVER,
                Counting.ROLLING,
                1,
                List.of(),
                Attribution.BOTH));
  }

  @Test
  void paths() {
    assertThat(only("paths: [{id: p}]"))
        .isEqualTo(
            new PathsDefinition(
                "p",
                null,
                PAGES,
                "properties.path",
                5,
                Repeats.COLLAPSE,
                null,
                PathsDefinition.GAP_OF_SESSIONS,
                1_000,
                List.of()));
    assertThat(
            only(
                "paths: [{id: p, events: X, item: context.page.title, steps: 2, collapse: false,"
                    + " start: 5, gap: 7d, events-per-session: 10000, breakdowns: plan}]"))
        .isEqualTo(
            new PathsDefinition(
                "p",
                null,
                X,
                "context.page.title",
                2,
                Repeats.KEEP,
                "5",
                604_800_000L,
                10_000,
                List.of("plan")));
  }

  @Test
  void aShopWithEveryFamily() {
    assertThat(
            read(
                """
                breakdowns: {platform: context.device.type, channel: context.campaign.source}
                metrics:
                  active-users:
                    - {id: active, events: any, periods: [day, week, month, rolling-7d, rolling-30d], breakdowns: [platform]}
                    - {id: active_now, events: any, periods: [rolling-5m]}
                  sessions:    [{id: web, gap: 30m, breakdowns: [platform, channel], publish: changes}]
                  lifecycle:   [{id: lifecycle, events: any, periods: [day, week]}]
                  stickiness:  [{id: sticky, events: any, periods: [week, month]}]
                  retention:
                    - {id: weekly, start: {event: Product Viewed}, return: any, period: week, periods: 12, cohort: first-time}
                  funnels:
                    - id: checkout
                      steps: [Product Viewed, Product Added, {event: Checkout Started, where: {properties.value: {gte: 10}}}, Order Completed]
                      window: 7d
                      order: ordered
                      exclude: [{event: Payment Failed, between: [3, 4]}]
                      bucket: day
                      breakdowns: [channel]
                  paths:       [{id: pages, events: {type: page}, item: properties.path, steps: 5}]
                  content:     [{id: top_products, events: Product Viewed, item: properties.product_id, bucket: day, top: 100}]
                  carts:       [{id: carts, abandon-after: 1h}]
                  recommendations: [{id: recs, click-window: 30m, conversion-window: 7d}]
                  experiments: [{id: exp, exposure: {event: [Experiment Viewed, Viewed Experiment, experiment_viewed]}, goals: [{id: order, event: Order Completed, value: properties.revenue}]}]
                  score:       [{id: score, half-life: 7d, weights: {Product Viewed: 1, Product Added: 3, Order Completed: 10}}]
                """))
        .hasSize(13);
  }
}
